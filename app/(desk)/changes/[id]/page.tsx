import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeSetDesk } from "@/components/changes/change-set-desk";
import { changeSetView } from "@/lib/services/changes/change-set-view";
import { abilitiesIn } from "@/lib/services/context";
import { stopChangeSet, takeUpChanges } from "../../../_actions/changes";
import { orNotFound } from "../../../_wiring/or-not-found";
import { pageContext } from "../../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("changes.set"))("title") };
}

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function ChangeSetPage({ params }: Props) {
  const context = await pageContext();
  const { id } = await params;
  const view = await changeSetView(context, { changeSetId: id }).catch(
    orNotFound(context, ["change_set", "change_set.read", id]),
  );
  const abilities = abilitiesIn(context);
  return (
    <ChangeSetDesk
      key={id}
      first={view}
      stop={abilities.includes("change.stop") ? stopChangeSet.bind(null, context.payer) : null}
      takeUp={abilities.includes("change.request") ? takeUpChanges.bind(null, context.payer) : null}
    />
  );
}
