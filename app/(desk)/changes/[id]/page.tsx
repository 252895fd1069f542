import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeSetDesk } from "@/components/changes/change-set-desk";
import { readReceiptQuery } from "@/lib/domain/receipt-query";
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
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function ChangeSetPage({ params, searchParams }: Props) {
  const context = await pageContext();
  const { id } = await params;
  const asked = await searchParams;
  const one = (name: string) => [asked[name]].flat()[0] ?? null;
  const query = readReceiptQuery({ result: one("result"), page: one("page") });
  const view = await changeSetView(context, { changeSetId: id, query }).catch(
    orNotFound(context, ["change_set", "change_set.read", id]),
  );
  const abilities = abilitiesIn(context);
  return (
    <ChangeSetDesk
      key={id}
      first={view}
      stop={abilities.includes("change.stop") ? stopChangeSet.bind(null, context.payer) : null}
      mayExport={abilities.includes("member.export")}
      takeUp={abilities.includes("change.request") ? takeUpChanges.bind(null, context.payer) : null}
    />
  );
}
