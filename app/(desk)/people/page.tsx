import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InviteForm } from "@/components/people/invite-form";
import { PeopleList } from "@/components/people/people-list";
import { may } from "@/lib/domain/policy";
import { listPeople } from "@/lib/services/people/list-people";
import * as actions from "../../_actions/people";
import { denyPage } from "../../_wiring/deny-page";
import { pageContext } from "../../_wiring/page-context";
import { pageStatus } from "../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("title") };
}

/** Who can sign in, what they may do and on which accounts: for administrators. */
export default async function PeoplePage() {
  const context = await pageContext();
  const { actor, payer } = context;
  if (!may(actor, "person.manage", payer)) return denyPage(context, "person.list");
  const people = await listPeople(context);
  const { accounts } = await pageStatus(context);
  const t = await getTranslations("people");
  return (
    <div className="grid max-w-6xl gap-5">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <p className="max-w-prose text-ink-2">{t("lead")}</p>
      </div>
      <PeopleList
        people={people}
        self={actor.id}
        accounts={accounts.map(({ uid, name }) => ({ uid, name }))}
        actions={{
          setRights: actions.setRights.bind(null, payer),
          setDisabled: actions.setPersonDisabled.bind(null, payer),
          endSessions: actions.endSessionsOf.bind(null, payer),
          resetTotp: actions.resetTotp.bind(null, payer),
          inviteAgain: actions.inviteAgain.bind(null, payer),
        }}
      />
      <section className="grid gap-3">
        <h2 className="text-lg font-semibold">{t("invite.title")}</h2>
        <InviteForm invite={actions.invitePerson.bind(null, payer)} />
      </section>
    </div>
  );
}
