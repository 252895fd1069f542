import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MatrixDesk } from "@/components/matrix/matrix-desk";
import { pagelessQueryString, readMemberQuery } from "@/lib/domain/member-query";
import { matrixView } from "@/lib/services/matrix/matrix-view";
import { setWanted, setWantedMany } from "../../_actions/changes";
import { pageContext } from "../../_wiring/page-context";
import { pageStatus } from "../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("matrix"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** Painted first: as many rows as fit any screen; the page asks for the others by itself. */
const firstRows = 40;

export default async function MatrixPage({ searchParams }: Props) {
  const context = await pageContext();
  const given = await searchParams;
  const { query } = readMemberQuery({ getAll: (name) => [given[name] ?? []].flat() });
  const [view, status] = await Promise.all([matrixView(context, { query, most: firstRows }), pageStatus(context)]);
  const { payer } = context;
  return (
    <MatrixDesk
      first={{ queryString: pagelessQueryString(query), view }}
      status={status}
      actions={{ setWanted: setWanted.bind(null, payer), setWantedMany: setWantedMany.bind(null, payer) }}
    />
  );
}
