import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ActionResult } from "@/lib/domain/errors";
import { askSecondPerson } from "@/lib/services/approvals/ask-second-person";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { invitePerson } from "@/lib/services/people/invite-person";
import { ownAccount } from "@/lib/services/people/own-account";
import { findDrift, managedId } from "@/lib/services/testing/people-of-roles";
import { testPassword } from "@/lib/services/testing/test-password";
import type { AccountThings, TwoAccounts } from "@/lib/services/testing/two-accounts";

/** For whom an input is made: things that only their owner may touch are made theirs. */
export interface Hands {
  readonly desk: TwoAccounts;
  /** What the first account has. */
  readonly of: AccountThings;
  /** Somebody who may do it, on that account. */
  readonly context: Context;
}
type Input = (hands: Hands) => object | Promise<object>;

/**
 * How an action is called so that nothing but a missing right stands in its way: `account` by `action`, `person` by
 * `personalAction`, `anybody` by `publicAction`, each with its name in the log; `browser`: a form, of which nobody is told.
 */
export type ActionCall =
  | { readonly kind: "account" | "person" | "anybody"; readonly name: string; readonly input: Input }
  | { readonly kind: "browser"; readonly field: string; readonly value: string };

const account = (name: string, input: Input = () => ({})): ActionCall => ({ kind: "account", name, input });
const person = (name: string, input: Input = () => ({})): ActionCall => ({ kind: "person", name, input });
const anybody = (name: string, input: Input): ActionCall => ({ kind: "anybody", name, input });

const code = "FORBID_MANAGE_INVOICE";
const reason = "a reason";
let count = 0;
const email = () => `new-${++count}@example.com`;

/** The relation with nothing under way is in the person's draft. */
async function drafted({ of, context }: Hands) {
  const draft = await setWanted(context, { relationId: of.relationId, code, wanted: true });
  if (!draft) throw new Error("nothing was drafted");
  return { changeSetId: draft.id, planHash: draft.hash };
}
/** What is not there any more once it is done is asked for with a hash that nobody saw: the right is looked at first. */
const reviewed: Input = async (hands) => ({ ...(await drafted(hands)), planHash: "of another plan", reason });

const newAccount = (loginEmail: string) => ({
  loginEmail,
  accountAttr: null,
  enterpriseName: null,
  firstName: null,
  lastName: null,
  nationCode: null,
  provinceName: null,
  cityName: null,
  postcode: null,
});

const onRelation =
  (more: object = {}): Input =>
  ({ of }) => ({ relationId: of.relationId, ...more });
const onBusy =
  (more: object = {}): Input =>
  ({ of }) => ({ relationId: of.busyRelationId, ...more });
const onDraft: Input = async (hands) => {
  await drafted(hands);
  return { relationId: hands.of.relationId };
};
const onOperation =
  (more: object = {}): Input =>
  ({ of }) => ({ operationId: of.operationId, ...more });
const onCalibration: Input = ({ of }) => ({ calibrationId: of.calibrationId });
const onManaged =
  (more: object = {}): Input =>
  () => ({ personId: managedId, ...more });

/** Every action, by its file. */
export const actionCalls: Readonly<Record<string, Readonly<Record<string, ActionCall>>>> = {
  "account-operations.ts": {
    createMemberAccount: account("member.create", () => {
      const loginEmail = email();
      return { account: newAccount(loginEmail), confirmation: loginEmail, reason, tryAgain: true };
    }),
    linkAccount: account("member.link", () => ({
      memberUid: String(4_200_000_000 + ++count),
      nickname: null,
      grant: { kind: "permissions", codes: [code] },
      reason,
    })),
    unlinkRelation: account("member.unlink", ({ of }) => ({
      relationId: of.busyRelationId,
      act: "unlink",
      confirmation: of.busyMemberUid,
      reason,
    })),
    answerInvitation: account("invitation.answer", onBusy({ act: "decline", confirmation: null, reason })),
    stopAccountOperation: account("account_operation.stop", onOperation()),
    recordFinding: account(
      "account_operation.record",
      onOperation({ finding: "not_created", uid: null, note: "nothing there" }),
    ),
  },
  "account.ts": {
    confirmPassword: person("session.confirm", () => ({ password: testPassword, code: null })),
    changePassword: person("person.change_password", () => ({
      password: testPassword,
      code: null,
      next: testPassword,
    })),
    startSecondFactor: person("second_factor.start", () => ({ password: testPassword })),
    confirmSecondFactor: person("second_factor.confirm", () => ({ code: "000000" })),
    turnOffSecondFactor: person("second_factor.turn_off", () => ({ password: testPassword, code: null })),
    endOwnSession: person("session.end", async ({ context }) => {
      const { sessions } = await ownAccount(context);
      return { handle: sessions[0]?.handle ?? "none" };
    }),
    endOtherSessions: person("session.end_others"),
    chooseNotice: person("notice.choose", () => ({ kind: "drift", told: false })),
  },
  "approvals.ts": {
    sendForApproval: account("approval.request", reviewed),
    decideApproval: account("approval.decide", ({ of }) => ({
      approvalId: of.approvalId,
      hash: "",
      decision: "reject",
      except: [],
      reason,
    })),
    withdrawApproval: account("approval.withdraw", async ({ desk, context }) => {
      const asked = { kind: "policy", subjectId: null, payload: { count: ++count }, reason } as const;
      return { approvalId: await desk.database.transaction((tx) => askSecondPerson(tx, context, asked)) };
    }),
  },
  "attention.ts": {
    markDriftSeen: account("drift.mark_seen", async ({ desk, of }) => {
      await findDrift(desk, of);
      return { relationId: of.relationId, until: new Date(Date.now()).toISOString() };
    }),
  },
  "calibration.ts": {
    startCalibration: account("calibration.start", onBusy({ code, reason })),
    confirmCalibration: account("calibration.confirm", onCalibration),
    abandonCalibration: account("calibration.abandon", onCalibration),
  },
  "changes.ts": {
    setWanted: account("draft.edit", onRelation({ code, wanted: true })),
    setWantedMany: account("draft.edit_many", ({ of }) => ({
      of: { relationIds: [of.relationId] },
      code,
      wanted: true,
    })),
    lookAgain: account("draft.edit", onDraft),
    takeOut: account("draft.edit", onDraft),
    discardDraft: account("draft.discard", async (hands) => ({ changeSetId: (await drafted(hands)).changeSetId })),
    applyChangeSet: account("change_set.apply", reviewed),
    takeUpChanges: account("draft.take_up", ({ of }) => ({ changeSetId: of.changeSetId, how: "retry" })),
    stopChangeSet: account("change_set.stop", ({ of }) => ({ changeSetId: of.changeSetId })),
  },
  "facts.ts": {
    editFacts: account(
      "fact.edit",
      onRelation({ version: 0, facts: { owner: "Ada", costCentre: "", tags: ["one"], note: "" } }),
    ),
    editFactsMany: account("fact.edit_many", ({ of }) => ({
      of: { relationIds: [of.relationId] },
      edit: { owner: null, costCentre: "42", addTags: ["two"], removeTags: [] },
    })),
  },
  "join.ts": {
    setFirstPassword: anybody("person.join", async ({ desk, of }) => {
      const { token } = await invitePerson(desk.context(of.payer), { email: email(), name: "New" });
      return { token, password: "a long enough password" };
    }),
  },
  "members.ts": {
    checkNow: account("member.check", ({ of }) => ({ relationIds: [of.relationId] })),
    askRecords: account("relation.ask_records", onRelation()),
  },
  "people.ts": {
    invitePerson: account("person.invite", () => ({ email: email(), name: "New" })),
    inviteAgain: account("person.invite", onManaged()),
    setRights: account(
      "person.rights",
      onManaged({
        roles: ["viewer"],
        accounts: null,
        scope: { kind: "some", owners: ["Sam"], costCentres: [] },
        version: 0,
      }),
    ),
    setPersonDisabled: account("person.disable", onManaged({ disabled: false })),
    endSessionsOf: account("person.sign_out", onManaged()),
    resetTotp: account("person.reset_totp", onManaged()),
  },
  "preferences.ts": {
    setLocale: { kind: "browser", field: "locale", value: "en" },
    setTheme: { kind: "browser", field: "theme", value: "dark" },
  },
  "session.ts": {
    signOut: person("session.sign_out"),
    signOutEverywhere: person("session.sign_out_everywhere"),
  },
  "settings.ts": {
    changePolicy: account("settings.policy", () => ({ on: null, acts: { rule: false } })),
    setRule: account("settings.rule", () => ({ rule: "high_risk", on: false })),
    switchWrites: account("writes.switch", () => ({ on: true })),
    setTrusteeshipEditable: account("settings.trusteeship", () => ({ on: true })),
    testNotices: account("notice.test"),
  },
  "writes.ts": {
    pauseWrites: account("writes.pause"),
    resumeWrites: account("writes.resume"),
  },
};

const folder = join(import.meta.dirname, "../../_actions");
const asFunction = z.custom<(...given: readonly unknown[]) => Promise<ActionResult<unknown> | undefined>>(
  (value) => typeof value === "function",
);
const exportsOf = async (file: string): Promise<Record<string, unknown>> =>
  await import(/* @vite-ignore */ join(folder, file));

/** The names of the actions that there are, by their files. */
export async function foundActions(): Promise<Readonly<Record<string, readonly string[]>>> {
  const found = readdirSync(folder).map(async (file) => [file, Object.keys(await exportsOf(file)).toSorted()] as const);
  return Object.fromEntries(await Promise.all(found));
}

/** An action as a browser reaches it: whatever the types say, anything can be given. */
export const actionOf = async (file: string, name: string) => asFunction.parse((await exportsOf(file))[name]);
