import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertDrift } from "@/lib/db/queries/observations";
import { setDisabled } from "@/lib/db/queries/people";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { replaceScope } from "@/lib/db/queries/scope";
import { relationRow } from "@/lib/db/testing/relation-row";
import { type Instant, instant, later, parseRelationId } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/policy";
import { type DeliveryTerms, deliverNotices } from "@/lib/notices/deliver-notices";
import { findNotices } from "@/lib/notices/find-notices";
import { createMailer, type Mailer } from "@/lib/notices/mail";
import { type MailServer, openMailServer } from "@/lib/notices/testing/mail-server";
import { openWebhookReceiver, type WebhookReceiver } from "@/lib/notices/testing/webhook-receiver";
import { approvalView } from "@/lib/services/approvals/approval-view";
import { decideApproval } from "@/lib/services/approvals/decide-approval";
import { sendForApproval } from "@/lib/services/approvals/send-for-approval";
import { applyChangeSet } from "@/lib/services/changes/apply-change-set";
import { currentDraft } from "@/lib/services/changes/current-draft";
import { recordOutcome, touchChangeSet } from "@/lib/services/changes/record-outcome";
import { setWanted } from "@/lib/services/changes/set-wanted";
import type { Context } from "@/lib/services/context";
import { chooseNotice } from "@/lib/services/notices/own-notices";
import { changePolicy } from "@/lib/services/settings/second-person-settings";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";
import { createLogger } from "@/lib/telemetry/logger";

const id = (text: string) => {
  const parsed = parseRelationId(text);
  if (!parsed) throw new Error("not a relation id");
  return parsed;
};
const [first, second] = [id("1"), id("2")];
const people: readonly (readonly [string, Role])[] = [
  ["rita", "requester"],
  ["amir", "approver"],
  ["anna", "approver"],
  ["ada", "administrator"],
];
const minutes = (count: number) => count * 60_000;

let office: TempOffice;
let server: MailServer;
let receiver: WebhookReceiver;
let mailer: Mailer;
let base: number;
beforeEach(async () => {
  base = Date.now();
  office = await openTempOffice();
  server = await openMailServer();
  receiver = await openWebhookReceiver();
  mailer = createMailer({ server: server.url, from: "Linkbook <desk@example.com>" });
  for (const [name, role] of people) await office.addPerson(`${name}@example.com`, [role]);
  const rows = [first, second].map((relation_id) =>
    relationRow(office.payer, {
      relation_id,
      account_id: `10${relation_id}`,
      state: "RELATED",
      owner: `of-${relation_id}`,
    }),
  );
  await office.database.transaction(async (tx) => {
    await saveRelations(tx, rows, listedColumns);
    await tx
      .updateTable("relation")
      .set({ read_began_at: instant(base) })
      .execute();
    await tx.updateTable("account").set({ writes_on: 1 }).execute();
  });
  // Both ways are turned on now: what was before is not told.
  await find();
});
afterEach(async () => {
  mailer.close();
  await server.close();
  await receiver.close();
  await office.close();
});

const as = (name: string): Context => {
  const role = people.find(([known]) => known === name)?.[1];
  if (!role) throw new Error(`nobody is called ${name}`);
  return office.context(office.actor(name, [role]));
};
const both = { mail: true, webhook: true };
const find = (aheadMs = 0, ways = both) =>
  findNotices({ database: office.database, ways, now: () => Date.now() + aheadMs });
const terms = (aheadMs = 0, abort = new AbortController().signal): DeliveryTerms => ({
  database: office.database,
  logger: createLogger("silent"),
  now: () => Date.now() + aheadMs,
  deskUrl: "https://desk.example.com",
  nameOf: () => "Group",
  mailer,
  webhook: { address: receiver.url, secret: receiver.secret },
  abort,
});
const deliver = async (aheadMs = 0) => ({
  mails: await deliverNotices(terms(aheadMs), "people"),
  posts: await deliverNotices(terms(aheadMs), "webhook"),
});
const kept = () =>
  office.database.read
    .selectFrom("notice")
    .select(["kind", "reader", "state", "tries", "failure"])
    .orderBy("kind")
    .orderBy("reader")
    .execute();
const readers = async (kind: string) => (await kept()).filter((row) => row.kind === kind).map(({ reader }) => reader);

const shutOut = (name: string) => office.database.transaction((tx) => setDisabled(tx, name, instant(base)));

/** A request of Rita's that waits for a second person. */
async function asked(relations = [first]) {
  await changePolicy(as("ada"), { on: true, acts: {} });
  for (const relationId of relations)
    await setWanted(as("rita"), { relationId, code: "FORBID_MANAGE_INVOICE", wanted: true });
  const draft = await currentDraft(as("rita"));
  const seen = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "the member\r\nBcc: agreed" };
  return (await sendForApproval(as("rita"), seen)).approvalId;
}

/** Changes of Rita's, one on each relation, that have left. */
async function applied(): Promise<{ changeSetId: string; changes: readonly string[] }> {
  for (const relationId of [first, second])
    await setWanted(as("rita"), { relationId, code: "CHECK_FINANCE_INFO", wanted: true });
  const draft = await currentDraft(as("rita"));
  const seen = { changeSetId: draft?.id ?? "", planHash: draft?.hash ?? "", reason: "agreed" };
  const { changeSetId } = await applyChangeSet(as("rita"), seen);
  const changes = await office.database.read
    .selectFrom("change")
    .select("id")
    .where("change_set_id", "=", changeSetId)
    .orderBy("relation_id")
    .execute();
  return { changeSetId, changes: changes.map((change) => change.id) };
}

/** What the executor writes when an operation has ended so. */
const ended = (changeSetId: string, changeId: string, outcome: "verified" | "refused" | "no_effect") =>
  office.database.transaction(async (tx) => {
    const { operation_id } = await tx
      .selectFrom("change")
      .select("operation_id")
      .where("id", "=", changeId)
      .executeTakeFirstOrThrow();
    await tx.updateTable("operation").set({ state: "settled" }).where("id", "=", operation_id).execute();
    const author = { person: null, system: "executor", payerUid: office.payer, correlationId: "a-request" };
    const read = { readAt: null, causeProven: false, after: null, at: instant(Date.now()), reason: null };
    await recordOutcome(tx, author, { ...read, changeId, changeSetId, operationId: operation_id, outcome });
    await touchChangeSet(tx, changeSetId);
  });

/** The change was to end four minutes ago: a minute more, and it is late. */
const endDue = (changeSetId: string, changeId: string) => {
  const due = later(instant(Date.now()), -minutes(4));
  return office.database.transaction((tx) =>
    tx
      .insertInto("reversal")
      .values({
        ...{ change_id: changeId, change_set_id: changeSetId, payer_uid: office.payer, relation_id: first },
        ...{ code: "CHECK_FINANCE_INFO", direction: "remove", due_at: due, look_at: due },
        ...{ state: "scheduled", decided_at: null, reversal_set_id: null },
      })
      .execute(),
  );
};

const drift = (relationId: typeof first, foundAt: Instant) =>
  office.database.transaction((tx) =>
    insertDrift(tx, office.payer, [
      {
        relationId,
        foundAt,
        difference: {
          ...{ subject: "permission", code: "CHECK_FINANCE_INFO", rawCode: "CHECK_FINANCE_INFO" },
          ...{ before: "off", after: "on", cause: { kind: "outside" } },
        },
      },
    ]),
  );

describe("a request that waits", () => {
  it("is told once to each who may decide it and to the webhook, by mail with a link and by a signed message", async () => {
    const approvalId = await asked();
    expect(await find()).toBe(3);
    expect(await find()).toBe(0);
    expect(await deliver()).toEqual({ mails: 2, posts: 1 });
    expect(await deliver()).toEqual({ mails: 0, posts: 0 });

    expect(server.mails.map(({ to }) => to).sort()).toEqual([["amir@example.com"], ["anna@example.com"]]);
    const [mail] = server.mails;
    const head = mail?.raw.split("\r\n\r\n")[0] ?? "";
    expect(head).toContain("From: Linkbook <desk@example.com>");
    expect(head).toContain("Auto-Submitted: auto-generated");
    expect(head).toMatch(/^Message-ID: <[0-9a-f-]{36}@example\.com>$/im);
    expect(head).not.toMatch(/^Bcc:/m);
    expect(mail?.text).toContain(`https://desk.example.com/approvals/${approvalId}?account=${office.payer}`);
    expect(mail?.text).toContain("rita@example.com asks for a second person");
    expect(mail?.text).toContain("Reason: the member Bcc: agreed");

    const [post] = receiver.posts;
    expect(post?.said).toMatchObject({
      type: "linkbook.waiting",
      data: { account: office.payer, approvalId, about: "change_set", url: expect.stringContaining(approvalId) },
    });
    expect(post?.body).not.toContain("@");
  });

  it("is told to whoever may decide it only later, and to nobody who cannot", async () => {
    const approvalId = await asked();
    await shutOut("anna");
    await chooseNotice(as("amir"), { kind: "waiting", told: false });
    await find(0, { mail: true, webhook: false });
    expect(await readers("waiting")).toEqual([]);
    await chooseNotice(as("amir"), { kind: "waiting", told: true });
    await find(0, { mail: true, webhook: false });
    expect(await readers("waiting")).toEqual(["amir"]);

    // Decided before the mail left: nothing is left to tell.
    const { hash } = await approvalView(as("amir"), { approvalId });
    await decideApproval(as("amir"), { approvalId, hash, decision: "reject", except: [], reason: "not now" });
    expect(await deliver()).toEqual({ mails: 0, posts: 0 });
    expect(await kept()).toMatchObject([{ kind: "waiting", state: "dropped" }]);
    await find(0, { mail: true, webhook: false });
    expect(await deliver()).toEqual({ mails: 1, posts: 0 });
    expect(server.mails[0]?.to).toEqual(["rita@example.com"]);
    expect(server.mails[0]?.raw).toMatch(/Subject: .*rejected/);
    expect(server.mails[0]?.text).toContain("Reason for the decision: not now");
  });

  it("says how much was left out of what was approved", async () => {
    const approvalId = await asked([first, second]);
    const { hash } = await approvalView(as("amir"), { approvalId });
    const decision = { decision: "approve", except: [second], reason: "one of them" } as const;
    await decideApproval(as("amir"), { approvalId, hash, ...decision });
    await find();
    await deliver();
    expect(server.mails.map(({ to }) => to)).toEqual([["rita@example.com"]]);
    expect(server.mails[0]?.raw).toMatch(/Subject: .*approved in part/);
    expect(server.mails[0]?.text).toContain("1 of 2 relations was left out, and nothing is sent to it.");
    expect(receiver.posts[0]?.said).toMatchObject({
      data: { status: "approved", leftOut: { relations: 1, of: 2 } },
    });
  });

  it("counts what was out of the requester's reach when it was approved", async () => {
    const approvalId = await asked([first, second]);
    await office.database.transaction((tx) =>
      replaceScope(tx, "rita", { kind: "some", owners: ["of-1"], costCentres: [] }),
    );
    const { hash } = await approvalView(as("amir"), { approvalId });
    await decideApproval(as("amir"), { approvalId, hash, decision: "approve", except: [], reason: "what is hers" });
    await find();
    await deliver();
    expect(server.mails.map(({ to }) => to)).toEqual([["rita@example.com"]]);
    expect(server.mails[0]?.text).toContain("1 of 2 relations was left out, and nothing is sent to it.");
    const unsent = office.database.read.selectFrom("change").select(["relation_id", "reason"]);
    expect(await unsent.where("outcome", "=", "not_sent").execute()).toEqual([
      { relation_id: second, reason: "stale" },
    ]);
  });

  it("is out of the sight of an approver with a scope", async () => {
    await office.database.transaction((tx) =>
      replaceScope(tx, "anna", { kind: "some", owners: ["of-2"], costCentres: [] }),
    );
    await asked();
    await find();
    expect(await readers("waiting")).toEqual(["amir", "webhook"]);
  });
});

describe("changes that did not come about", () => {
  it("are told to whoever asked, once nothing of the set is under way, and again when more fail", async () => {
    const { changeSetId, changes } = await applied();
    await ended(changeSetId, changes[0] ?? "", "refused");
    expect(await find()).toBe(0);
    await office.database.transaction((tx) =>
      tx.updateTable("operation").set({ state: "waiting_member" }).where("state", "!=", "settled").execute(),
    );
    expect(await find()).toBe(1);
    expect(await find()).toBe(0);
    expect(await readers("failed")).toEqual(["rita", "webhook"]);
    await ended(changeSetId, changes[1] ?? "", "no_effect");
    expect(await find(1)).toBe(1);
    await deliver(1);
    expect(server.mails.map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim())).toEqual([
      "[Linkbook] 1 of 2 changes did not come about",
      "[Linkbook] 2 of 2 changes did not come about",
    ]);
  });

  it("are told to the administrators when whoever asked has left, and to nobody when all is well", async () => {
    const { changeSetId, changes } = await applied();
    for (const change of changes) await ended(changeSetId, change, "verified");
    expect(await find()).toBe(0);
    await office.database.transaction(async (tx) => {
      await tx
        .updateTable("person")
        .set({ disabled_at: instant(base) })
        .where("id", "=", "rita")
        .execute();
    });
    await ended(changeSetId, changes[0] ?? "", "no_effect");
    await find();
    expect(await readers("failed")).toEqual(["ada", "webhook"]);
  });
});

describe("what is late or was changed outside", () => {
  it("an end that has not come is told to whoever asked and to administrators, once", async () => {
    const { changeSetId, changes } = await applied();
    await endDue(changeSetId, changes[0] ?? "");
    expect(await find(minutes(2))).toBe(1);
    expect(await find(minutes(2))).toBe(0);
    expect(await readers("late")).toEqual(["ada", "rita", "webhook"]);
  });

  it("drift is told together, once an hour at most, and to each of what they see", async () => {
    await office.database.transaction((tx) =>
      replaceScope(tx, "anna", { kind: "some", owners: ["of-2"], costCentres: [] }),
    );
    await drift(first, instant(Date.now() + 1));
    await drift(first, instant(Date.now() + 2));
    await find(10);
    expect(await readers("drift")).toEqual([]);
    await find(minutes(2));
    expect(await readers("drift")).toEqual(["ada", "amir", "rita", "webhook"]);
    await drift(second, instant(Date.now() + minutes(3)));
    await find(minutes(5));
    expect(await readers("drift")).toEqual(["ada", "amir", "anna", "rita", "webhook"]);
    await find(minutes(63));
    await find(minutes(64));
    expect((await readers("drift")).filter((reader) => reader === "ada")).toHaveLength(2);
    await deliver(minutes(64));
    expect(receiver.posts.map(({ said }) => said)).toMatchObject([
      { data: { relations: 1, differences: 2 } },
      { data: { relations: 1, differences: 1 } },
    ]);
  });
});

describe("a receiver that does not take it", () => {
  it("is tried again later with the same id, and given up after a day, which is in the log", async () => {
    await asked();
    await find(0, { mail: false, webhook: true });
    receiver.answers.push(500, 302);
    let ahead = 0;
    const wait = (count: number) => {
      ahead += minutes(count);
      return deliver(ahead);
    };
    await deliver();
    expect(await kept()).toMatchObject([{ state: "waiting", tries: 1, failure: "http_500" }]);
    expect(await deliver()).toEqual({ mails: 0, posts: 0 });
    await wait(1.1);
    expect(await kept()).toMatchObject([{ state: "waiting", tries: 2, failure: "http_302" }]);
    expect(new Set(receiver.posts.map((post) => post.id)).size).toBe(1);

    const port = new URL(receiver.url).port;
    await receiver.close();
    for (const pause of [6, 16, 61, 181, 361, 721]) await wait(pause);
    expect(await kept()).toMatchObject([{ state: "given_up", tries: 8, failure: "unreachable" }]);
    const last = (await office.log()).at(-1);
    expect(last).toMatchObject({ action: "notice.given_up", outcome: "failed" });
    expect(last?.detail).not.toContain(port);
    receiver = await openWebhookReceiver();
  });

  it("hangs: the process goes on, and what was under way at its end is tried by the next one at once", async () => {
    await asked();
    await find(0, { mail: false, webhook: true });
    receiver.answers.push("hang");
    const stopping = new AbortController();
    const hanging = deliverNotices(terms(0, stopping.signal), "webhook");
    await expect.poll(() => receiver.posts.length).toBe(1);
    stopping.abort();
    expect(await hanging).toBe(0);
    expect(await deliver()).toEqual({ mails: 0, posts: 1 });
  });

  it("is given up at once where it says that nobody is there any more", async () => {
    await asked();
    await find();
    receiver.answers.push(410);
    server.refusals.push({ responseCode: 550 }, { responseCode: 450 });
    await deliver();
    const standing = (await kept()).map(({ state, tries, failure }) => `${state} after ${tries}: ${failure}`);
    expect(standing.sort()).toEqual([
      "given_up after 1: http_410",
      "given_up after 1: smtp_550",
      "waiting after 1: smtp_450",
    ]);
    await deliver(minutes(1.1));
    expect(server.mails).toHaveLength(1);
  });

  it("a process that died in a try leaves it to the next one, which nobody takes twice", async () => {
    await asked();
    await find(0, { mail: false, webhook: true });
    receiver.answers.push("hang");
    const dead = deliverNotices(terms(), "webhook").catch(() => 0);
    await expect.poll(() => receiver.posts.length).toBe(1);
    expect(await deliver(1_000)).toEqual({ mails: 0, posts: 0 });
    expect(await deliver(minutes(1.1))).toEqual({ mails: 0, posts: 1 });
    await receiver.close();
    await dead;
    receiver = await openWebhookReceiver();
    expect(await kept()).toMatchObject([{ state: "sent", tries: 2 }]);
  });
});

describe("what was found out", () => {
  it("facts that nobody wants to hear keep nobody else waiting, and are not told when they are wanted later", async () => {
    await chooseNotice(as("rita"), { kind: "failed", told: false });
    const { changeSetId, changes } = await applied();
    for (const change of changes) await ended(changeSetId, change, "refused");
    expect(await find(0, { mail: true, webhook: false })).toBe(0);
    await chooseNotice(as("rita"), { kind: "failed", told: true });
    expect(await find(0, { mail: true, webhook: false })).toBe(0);
    // A way that is turned on later tells of nothing before either.
    expect(await find()).toBe(0);
    expect(await deliver()).toEqual({ mails: 0, posts: 0 });
  });

  it("a change that failed after another was settled is told, although as many stand failed as before", async () => {
    const { changeSetId, changes } = await applied();
    await ended(changeSetId, changes[0] ?? "", "refused");
    await office.database.transaction((tx) =>
      tx.updateTable("operation").set({ state: "unsettled" }).where("state", "!=", "settled").execute(),
    );
    expect(await find()).toBe(1);
    await ended(changeSetId, changes[0] ?? "", "verified");
    await ended(changeSetId, changes[1] ?? "", "no_effect");
    expect(await find()).toBe(1);
    expect(await find()).toBe(0);
  });

  it("a late end that came before its mail left is not told as late", async () => {
    const { changeSetId, changes } = await applied();
    await endDue(changeSetId, changes[0] ?? "");
    expect(await find()).toBe(0);
    expect(await find(minutes(2))).toBe(1);
    await office.database.transaction((tx) => tx.updateTable("reversal").set({ state: "not_needed" }).execute());
    expect(await deliver(minutes(2))).toEqual({ mails: 0, posts: 0 });
  });

  it("a name is one line of a mail, whatever is in it", async () => {
    await office.database.transaction((tx) =>
      tx
        .updateTable("person")
        .set({ name: "Rita\n\nSign in again: https://evil.example\u202e" })
        .where("id", "=", "rita")
        .execute(),
    );
    await asked();
    await find(0, { mail: true, webhook: false });
    await deliver();
    expect(server.mails[0]?.text.split("\r\n")[0]).toMatch(/^Rita Sign in again: https:\/\/evil\.example asks for/);
  });

  it("a mail server that takes the connection and ends it costs a try, and not the rest of them", async () => {
    const deaf = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => void deaf.listen(0, "127.0.0.1", resolve));
    const at = deaf.address();
    if (at === null || typeof at === "string") throw new Error("no port");
    const into = createMailer({ server: `smtp://127.0.0.1:${at.port}`, from: "desk@example.com" });
    await asked();
    await find(0, { mail: true, webhook: false });
    expect(await deliverNotices({ ...terms(), mailer: into }, "people")).toBe(0);
    expect((await kept()).map(({ state, tries }) => `${state} ${tries}`).sort()).toEqual(["waiting 0", "waiting 1"]);
    into.close();
    deaf.close();
    // The sender is refused, which can be mended: nothing is given up.
    server.refuseSender = true;
    await deliver(minutes(2));
    expect((await kept()).map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  });

  it("a row that cannot be read is given up, and the rest is sent", async () => {
    await asked();
    await find(0, { mail: true, webhook: false });
    await office.database.transaction((tx) =>
      tx.updateTable("notice").set({ facts: "{}" }).where("reader", "=", "amir").execute(),
    );
    expect(await deliver()).toEqual({ mails: 1, posts: 0 });
    expect(await kept()).toMatchObject([{ state: "given_up", failure: "unreadable" }, { state: "sent" }]);
  });
});

describe("turning a way on", () => {
  it("does not tell of what was before, but of what still waits", async () => {
    await find(0, { mail: false, webhook: false });
    await drift(first, instant(Date.now()));
    const { changeSetId, changes } = await applied();
    for (const change of changes) await ended(changeSetId, change, "refused");
    await asked();
    expect(await find(1_000)).toBe(3);
    expect(new Set((await kept()).map(({ kind }) => kind))).toEqual(new Set(["waiting"]));
  });
});
