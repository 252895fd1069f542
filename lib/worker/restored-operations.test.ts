import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { insertAccountOperation } from "@/lib/db/queries/account-operations";
import { noon, openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import type { AccountOperationKind } from "@/lib/domain/account-operation";
import { instant } from "@/lib/domain/ids";
import { endForRestore } from "@/lib/worker/restored-operations";

const settleMs = 60_000;
const now = noon + 1_000;

let temp: TempDatabase;
beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(() => temp.close());

const act = { parent: "9007199254740993", child: "6210322125051645960", codes: [] };
const terms: Record<AccountOperationKind, object> = {
  create: {},
  link: { nickname: null, grant: { kind: "trusteeship" } },
  unlink: act,
  cancel: act,
  accept: act,
  decline: act,
};

/** An account operation as a copy may hold it. `answer`: of its one attempt; absent: it has none. */
async function add(kind: AccountOperationKind, state: string, answer?: string | null): Promise<string> {
  const id = randomUUID();
  const at = instant(noon);
  await temp.database.transaction(async (tx) => {
    await insertAccountOperation(tx, {
      id,
      payer_uid: temp.payer,
      kind,
      person_id: "ruth",
      reason: "agreed",
      correlation_id: "c",
      relation_id: kind === "create" || kind === "link" ? null : "51463",
      member_uid: kind === "link" ? "6210322125051645960" : null,
      terms: JSON.stringify(terms[kind]),
      sealed: null,
      masked_email: kind === "create" ? "a***@example.com" : null,
      email_digest: null,
      request_id: id,
      created_at: at,
      expires_at: instant(noon + 86_400_000),
    });
    const outcome = state === "waiting_member" ? "awaiting_member" : state === "unseen" ? "created_unseen" : null;
    await tx.updateTable("account_operation").set({ state, outcome }).where("id", "=", id).execute();
    if (answer === undefined) return;
    const none = {
      before: null,
      answered_at: null,
      ambiguity: null,
      status: null,
      code: null,
      message: null,
      success: null,
      request_id_answered: null,
      host_id: null,
    };
    const attempt = { id: randomUUID(), account_operation_id: id, number: 1, epoch: 1, sent_at: at, answer };
    await tx
      .insertInto("account_attempt")
      .values({ ...none, ...attempt })
      .execute();
  });
  return id;
}

const restore = () =>
  temp.database.transaction((tx) => endForRestore(tx, { payer: temp.payer, now: () => now, settleMs }));

async function standing(id: string) {
  const { read } = temp.database;
  const row = await read.selectFrom("account_operation").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const attempts = read.selectFrom("account_attempt").select("answer").where("account_operation_id", "=", id);
  return [row.state, row.outcome, row.not_sent_reason, ...(await attempts.execute()).map(({ answer }) => answer)];
}

test("an account operation that had not left is not sent", async () => {
  const waiting = [
    await add("create", "queued"),
    await add("link", "reading"),
    await add("unlink", "queued", "unreachable"),
  ];
  expect(await restore()).toEqual({ notSent: 3, notConfirmed: 0 });
  for (const id of waiting) expect((await standing(id)).slice(0, 3)).toEqual(["settled", "not_sent", "restored"]);
});

test("one that may have left is read on for a whole settle window; a create is locked until a person has looked", async () => {
  const [link, throttled, invited, create] = [
    await add("link", "sending", null),
    await add("unlink", "queued", "throttled"),
    await add("link", "waiting_member", "accepted"),
    await add("create", "sending", null),
  ];
  expect(await restore()).toEqual({ notSent: 0, notConfirmed: 4 });
  expect(await standing(link)).toEqual(["unsettled", "not_confirmed", null, "ambiguous"]);
  expect(await standing(throttled)).toEqual(["unsettled", "not_confirmed", null, "throttled"]);
  expect(await standing(invited)).toEqual(["unsettled", "not_confirmed", null, "accepted"]);
  expect(await standing(create)).toEqual(["locked", "not_confirmed", null, "ambiguous"]);
  const found = temp.database.read.selectFrom("account_operation").select("settles_at").where("id", "=", link);
  expect(await found.executeTakeFirst()).toEqual({ settles_at: instant(now + settleMs) });
});

test("what has ended, what a person has to look at, and what only has to be seen stay as they are", async () => {
  const [locked, unseen] = [await add("create", "locked", "ambiguous"), await add("create", "unseen", "accepted")];
  expect(await restore()).toEqual({ notSent: 0, notConfirmed: 0 });
  expect((await standing(locked))[0]).toBe("locked");
  expect((await standing(unseen)).slice(0, 2)).toEqual(["unseen", "created_unseen"]);
  expect(await temp.log()).toEqual([]);
});
