import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MembersDesk } from "@/components/members/members-desk";
import { memberQueryString, readMemberQuery } from "@/lib/domain/member-query";
import { listMembers } from "@/lib/services/members/list-members";
import { setWantedMany } from "../../_actions/changes";
import { editFactsMany } from "../../_actions/facts";
import { checkNow } from "../../_actions/members";
import { pageContext } from "../../_wiring/page-context";
import { pageStatus } from "../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("members"))("title") };
}

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function MembersPage({ searchParams }: Props) {
  const context = await pageContext();
  const given = await searchParams;
  const { query } = readMemberQuery({ getAll: (name) => [given[name] ?? []].flat() });
  const [page, status] = await Promise.all([listMembers(context, query), pageStatus(context)]);
  const first = { queryString: memberQueryString(query), page };
  const actions = {
    checkNow: checkNow.bind(null, context.payer),
    setWantedMany: setWantedMany.bind(null, context.payer),
    editFactsMany: editFactsMany.bind(null, context.payer),
  };
  return <MembersDesk first={first} status={status} actions={actions} />;
}
