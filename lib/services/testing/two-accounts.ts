import type { Database } from "@/lib/db/database";
import { ensureAccount, setAccountSwitch } from "@/lib/db/queries/accounts";
import { auditHead, auditRowsAfter } from "@/lib/db/queries/audit-reading";
import { keepCapability } from "@/lib/db/queries/capabilities";
import { insertCertificate, insertCertificatePart } from "@/lib/db/queries/certificates";
import { insertDrift } from "@/lib/db/queries/observations";
import { insertPerson } from "@/lib/db/queries/people";
import { insertSweep } from "@/lib/db/queries/sweeps";
import { openFreshDatabase } from "@/lib/db/testing/fresh-database";
import { relationRow } from "@/lib/db/testing/relation-row";
import { rowsOf } from "@/lib/db/testing/rows-of";
import type { AuditEntry } from "@/lib/domain/audit-chain";
import { canonicalJson } from "@/lib/domain/canonical-json";
import { certificateDigest } from "@/lib/domain/certificate";
import { instant, parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import { type Actor, everyMember, roles } from "@/lib/domain/policy";
import { linkAccount } from "@/lib/services/account-operations/link-account";
import { askSecondPerson } from "@/lib/services/approvals/ask-second-person";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { checkNow } from "@/lib/services/members/check-now";
import { begunCalibration } from "@/lib/services/testing/begun-calibration";
import { certificateHead } from "@/lib/services/testing/certificate-head";
import { testPasswordHash } from "@/lib/services/testing/test-password";

/** What one account has, by its ids. Whatever is there of the one must never be seen or touched from the other. */
export interface AccountThings {
  readonly payer: Uid;
  /** A relation with nothing under way. */
  readonly relationId: RelationId;
  readonly memberUid: Uid;
  /** A relation with a change on its way, and its member. */
  readonly busyRelationId: RelationId;
  readonly busyMemberUid: Uid;
  readonly name: string;
  readonly changeSetId: string;
  readonly draftId: string;
  readonly draftHash: string;
  readonly calibrationId: string;
  readonly operationId: string;
  /** With a certificate. */
  readonly approvalId: string;
  readonly sweepId: string;
  /** A relation that Sam owns; the others are somebody else's. */
  readonly mine: RelationId;
  /** What is told of the members that are not Sam's, and of nothing else. */
  readonly hidden: readonly string[];
  /** Texts that occur in nothing but this account's own. */
  readonly marks: readonly string[];
}

/** Two accounts in one database, with one person who may do everything on both, and Sam, who may be given a scope. */
export interface TwoAccounts {
  readonly database: Database;
  /** As `DATABASE_URL` takes it. */
  readonly url: string;
  readonly actor: Actor;
  readonly one: AccountThings;
  readonly other: AccountThings;
  context(payer: Uid): Context;
  /** Every row of an account in every table, but the log's, which grows by what is denied. */
  rowsOf(payer: Uid): Promise<readonly string[]>;
  /** The log's newest row. */
  lastLogged(): Promise<AuditEntry | undefined>;
  close(): Promise<void>;
}

const uid = (text: string): Uid => {
  const parsed = parseUid(text);
  if (!parsed) throw new Error(`not a UID: ${text}`);
  return parsed;
};
const relation = (text: string): RelationId => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error(`not a relation id: ${text}`);
  return parsed;
};

export async function openTwoAccounts(): Promise<TwoAccounts> {
  const { database, url, close } = await openFreshDatabase();
  const payers = new Set([uid("1998833470017415"), uid("5120341098761234")]);
  const actor = {
    id: "ada",
    name: "Ada",
    email: "ada@example.com",
    roles: new Set(roles),
    payers,
    scope: everyMember,
    sessionId: "none",
  };
  const context = (payer: Uid): Context => ({
    database,
    actor,
    payer,
    account: { name: null, ratePerSecond: 5, cancelConfirmCode: null, retired: false },
    correlationId: "a-request",
    now: Date.now,
    freshForMs: 86_400_000,
    wake: () => undefined,
  });
  await database.transaction(async (tx) => {
    const more = { passwordHash: testPasswordHash, roles, at: instant(Date.now()) };
    await insertPerson(tx, { ...actor, ...more });
    await insertPerson(tx, { id: "sam", name: "Sam", email: "sam@example.com", ...more });
  });
  const [one, other] = [...payers];
  if (!one || !other) throw new Error("two accounts are wanted");
  return {
    database,
    url,
    actor,
    context,
    one: await furnish(context(one), { first: 5_146_300_463, memberUid: uid("6210322125051645960"), name: "Jinlan" }),
    other: await furnish(context(other), {
      first: 7_146_300_463,
      memberUid: uid("7310322125051645960"),
      name: "Wanhua",
    }),
    rowsOf: (payer) => rowsOf(database, payer),
    lastLogged: async () => {
      const { seq } = await auditHead(database.read);
      return (await auditRowsAfter(database.read, seq - 1, 1)).at(-1)?.entry;
    },
    close,
  };
}

interface Furniture {
  /** Of its relation ids: long enough to be in no hash by chance. */
  readonly first: number;
  readonly memberUid: Uid;
  readonly name: string;
}

/** Fills an account by the verbs themselves: relations, a change set, a draft, a calibration, an account operation, a request. */
async function furnish(context: Context, { first, memberUid, name }: Furniture): Promise<AccountThings> {
  const { database, payer } = context;
  const at = instant(Date.now());
  const ids = [0, 1, 2, 3].map((number) => relation(String(first + number)));
  const mine = relation(String(first + 9));
  const [relationId, changed, drafted, calibrated] = ids;
  if (!relationId || !changed || !drafted || !calibrated) throw new Error("four relations are wanted");
  let sweepId = "";
  await database.transaction(async (tx) => {
    await ensureAccount(tx, { uid: payer, site: "cn", endpoint: `${name.toLowerCase()}.example`, at });
    await setAccountSwitch(tx, payer, "writes_on", true);
    const rows = ids.map((id, number) =>
      relationRow(payer, {
        relation_id: id,
        account_id: String(BigInt(memberUid) + BigInt(number)),
        account_name: `${name.toLowerCase()}@example`,
        nickname: `${name} ${number}`,
        search: `${name.toLowerCase()} ${number}`,
        read_began_at: at,
        read_ended_at: at,
        held: 0,
        unknown: 0,
        on_count: 0,
        owner: `${name} Owner`,
      }),
    );
    const own = {
      relation_id: mine,
      account_id: String(BigInt(memberUid) + 10_000_000n),
      account_name: "sam@example",
      nickname: `own of ${name}`,
      search: `own of ${name.toLowerCase()}`,
      owner: "Sam",
    };
    await tx
      .insertInto("relation")
      .values([...rows, ...rows.slice(0, 1).map((row) => ({ ...row, ...own }))])
      .execute();
    const renamed = { subject: "nickname", code: null, rawCode: null, before: "", after: name } as const;
    await insertDrift(tx, payer, [{ relationId, foundAt: at, difference: { ...renamed, cause: { kind: "outside" } } }]);
    sweepId = await insertSweep(tx, payer, `sweep of ${name}`, at);
    const head = certificateHead({ uid: payer, sweepId, at });
    const part = { payer_uid: payer, sweep_id: sweepId };
    await insertCertificatePart(tx, { ...part, position: 0, body: "[]" });
    await insertCertificate(tx, {
      ...part,
      made_at: at,
      verdict: head.verdict,
      digest: certificateDigest(head),
      head: canonicalJson(head),
      bytes: 2,
      kept: 1,
    });
    const action = "CreateAgAccount";
    await keepCapability(tx, payer, {
      action,
      state: "refused",
      code: `${name}Code`,
      requestId: `${name}-request`,
      at,
    });
  });
  const code = "FORBID_WITHDRAW_CASH";
  const planned = await setWanted(context, { relationId: changed, code, wanted: true });
  if (!planned) throw new Error("nothing was drafted");
  const reason = `reason of ${name}`;
  const { changeSetId } = await applyChangeSet(context, { changeSetId: planned.id, planHash: planned.hash, reason });
  const draft = await setWanted(context, { relationId: drafted, code, wanted: true });
  if (!draft) throw new Error("nothing was drafted");
  const { calibrationId } = await begunCalibration(context, { relationId: calibrated, code, reason });
  const member = String(BigInt(memberUid) + 100n);
  const grant = { kind: "trusteeship" } as const;
  const { operationId } = await linkAccount(context, { memberUid: member, nickname: `new of ${name}`, grant, reason });
  await checkNow(context, { relationIds: [changed] });
  const approvalId = await database.transaction((tx) =>
    askSecondPerson(tx, context, { kind: "writes_on", subjectId: null, payload: {}, reason }),
  );
  const told = { ...{ id: `notice of ${name}`, payer_uid: payer, kind: "test" }, facts: '{"kind":"test"}' };
  const standing = { state: "waiting", tries: 0, due_at: at, failure: null, ended_at: null };
  await database.transaction((tx) =>
    tx
      .insertInto("notice")
      .values({ ...told, ...standing, subject: "one", reader: "ada", found_at: at })
      .execute(),
  );
  return {
    payer,
    relationId,
    memberUid,
    busyRelationId: calibrated,
    busyMemberUid: uid(String(BigInt(memberUid) + 3n)),
    name,
    changeSetId,
    draftId: draft.id,
    draftHash: draft.hash,
    calibrationId,
    operationId,
    sweepId,
    approvalId,
    mine,
    hidden: [
      ...ids,
      memberUid.slice(0, 15),
      ...ids.map((_, number) => `${name} ${number}`),
      `${name} Owner`,
      reason,
      changeSetId,
      draft.id,
      calibrationId,
      operationId,
      approvalId,
    ],
    marks: [
      payer,
      ...ids,
      mine,
      memberUid.slice(0, 15),
      name,
      name.toLowerCase(),
      changeSetId,
      draft.id,
      calibrationId,
      operationId,
      sweepId,
      approvalId,
    ],
  };
}
