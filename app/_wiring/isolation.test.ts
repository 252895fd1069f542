import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { ActionResult } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import { sessionFor } from "@/lib/http/testing/session-for";
import { type AccountThings, openTwoAccounts, type TwoAccounts } from "@/lib/services/testing/two-accounts";
import { sent } from "./testing/next-request";

// As in `access.test.ts` and `hostile.test.ts`: what one of them has loaded is there for the next in its process.
vi.mock("next/headers", () => import("./testing/next-request"));
// The bundler takes this one for the server; Node would take the browser's.
vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server"));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: (await import("./testing/next-request")).connection,
}));
vi.mock("next-intl/server", () => import("./testing/english-words"));

const app = join(import.meta.dirname, "..");
const url = "http://localhost:3000";
let desk: TwoAccounts;

beforeAll(async () => {
  desk = await openTwoAccounts();
  vi.stubEnv("DATABASE_URL", desk.url);
  vi.stubEnv("NEXTAUTH_URL", url);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret that signs the sessions of tests");
  sent.cookie = await sessionFor(desk.database, desk.actor.id, {
    url,
    secret: "a secret that signs the sessions of tests",
  });
  sent.headers = new Headers({ origin: url, host: "localhost:3000" });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await desk.close();
});

const code = "FORBID_MANAGE_INVOICE";
const reason = "a reason";

/** An action's input with an id in it, and what a refused one is aimed at in the log. `null`: it takes no id. */
type Input = (of: AccountThings) => { readonly input: object; readonly entity: string };

const relation = ({ relationId }: AccountThings) => `relation:${relationId}`;
const draft: Input = (of) => ({ input: { changeSetId: of.draftId }, entity: `change_set:${of.draftId}` });
const calibration: Input = (of) => ({
  input: { calibrationId: of.calibrationId },
  entity: `calibration:${of.calibrationId}`,
});
const onRelation =
  (more: object = {}): Input =>
  (of) => ({ input: { relationId: of.relationId, ...more }, entity: relation(of) });
const onApproval =
  (more: object = {}): Input =>
  (of) => ({ input: { approvalId: of.approvalId, ...more }, entity: `approval:${of.approvalId}` });
const onOperation =
  (more: object = {}): Input =>
  (of) => ({ input: { operationId: of.operationId, ...more }, entity: `account_operation:${of.operationId}` });

/** Every action about an account, by its file. */
const actions: Record<string, Record<string, Input | null>> = {
  "account-operations.ts": {
    createMemberAccount: null,
    linkAccount: null,
    unlinkRelation: (of) => ({
      input: { relationId: of.relationId, act: "unlink", confirmation: of.memberUid, reason },
      entity: relation(of),
    }),
    answerInvitation: onRelation({ act: "decline", confirmation: null, reason }),
    stopAccountOperation: onOperation(),
    recordFinding: onOperation({ finding: "not_created", uid: null, note: "" }),
  },
  "approvals.ts": {
    sendForApproval: (of) => ({
      input: { changeSetId: of.draftId, planHash: of.draftHash, reason },
      entity: `change_set:${of.draftId}`,
    }),
    decideApproval: onApproval({ hash: "", decision: "reject", except: [], reason }),
    withdrawApproval: onApproval(),
  },
  "attention.ts": {
    markDriftSeen: (of) => ({
      input: { relationId: of.relationId, until: new Date().toISOString() },
      entity: relation(of),
    }),
  },
  "calibration.ts": {
    startCalibration: onRelation({ code, reason }),
    confirmCalibration: calibration,
    abandonCalibration: calibration,
  },
  "changes.ts": {
    setWanted: onRelation({ code, wanted: true }),
    setWantedMany: (of) => ({
      input: { of: { relationIds: [of.relationId] }, code, wanted: true },
      entity: relation(of),
    }),
    lookAgain: onRelation(),
    takeOut: onRelation(),
    discardDraft: draft,
    applyChangeSet: (of) => ({
      input: { changeSetId: of.draftId, planHash: of.draftHash, reason },
      entity: `change_set:${of.draftId}`,
    }),
    takeUpChanges: (of) => ({
      input: { changeSetId: of.changeSetId, how: "retry" },
      entity: `change_set:${of.changeSetId}`,
    }),
    stopChangeSet: (of) => ({ input: { changeSetId: of.changeSetId }, entity: `change_set:${of.changeSetId}` }),
  },
  "facts.ts": {
    editFacts: onRelation({ version: 0, facts: { owner: "Ada", costCentre: "", tags: [], note: "" } }),
    editFactsMany: (of) => ({
      input: {
        of: { relationIds: [of.relationId] },
        edit: { owner: "Ada", costCentre: null, addTags: [], removeTags: [] },
      },
      entity: relation(of),
    }),
  },
  "members.ts": {
    checkNow: (of) => ({ input: { relationIds: [of.relationId] }, entity: relation(of) }),
    askRecords: onRelation(),
  },
  "people.ts": {
    endSessionsOf: null,
    inviteAgain: null,
    invitePerson: null,
    resetTotp: null,
    setPersonDisabled: null,
    setRights: null,
  },
  "settings.ts": {
    changePolicy: null,
    setRule: null,
    switchWrites: null,
    setTrusteeshipEditable: null,
    testNotices: null,
  },
  "writes.ts": { pauseWrites: null, resumeWrites: null },
};

/** Files whose actions are about the person or the browser, on no account. */
const ofNoAccount = ["account.ts", "join.ts", "preferences.ts", "session.ts"];

const actionFiles = readdirSync(join(app, "_actions")).filter((file) => !ofNoAccount.includes(file));
type Action = (account: Uid, input: object) => Promise<ActionResult<unknown>>;
const action = z.custom<Action>((value) => typeof value === "function");
const exportsOf = async (path: string): Promise<Record<string, unknown>> => await import(/* @vite-ignore */ path);

const rows = Object.entries(actions).flatMap(([file, inputs]) =>
  Object.entries(inputs).map(([name, input]) => ({ file, name, input })),
);
const read = async ({ file, name }: { file: string; name: string }) =>
  action.parse((await exportsOf(join(app, "_actions", file)))[name]);

describe("actions", () => {
  test("every one that is about an account has a row here", async () => {
    const found = await Promise.all(
      actionFiles.map(async (file) => [file, Object.keys(await exportsOf(join(app, "_actions", file))).toSorted()]),
    );
    const here = Object.entries(actions).map(([file, inputs]) => [file, Object.keys(inputs).toSorted()]);
    expect(Object.fromEntries(here)).toEqual(Object.fromEntries(found));
  });

  test.each(rows.flatMap(({ input, ...row }) => (input ? [{ ...row, input }] : [])))(
    "$file $name: an id of the other account is not there, which the log knows",
    async ({ input, ...row }) => {
      const { one, other } = desk;
      const before = await desk.rowsOf(one.payer);
      const run = await read(row);
      const asked = input(one);
      const answer = await run(other.payer, asked.input);
      expect(answer).toMatchObject({ ok: false, error: { code: "not_found" } });
      expect(await desk.rowsOf(one.payer)).toEqual(before);
      expect(await desk.lastLogged()).toMatchObject({
        personId: desk.actor.id,
        payerUid: other.payer,
        outcome: "denied",
        entity: asked.entity,
      });
    },
  );

  test.each(rows)("$file $name: an account that is nobody's is not there, and none is refused", async (row) => {
    const run = await read(row);
    const { input = {} } = row.input?.(desk.one) ?? {};
    const before = [await desk.rowsOf(desk.one.payer), await desk.rowsOf(desk.other.payer)];
    const stranger = "4200000000000042";
    const foreign = await run(JSON.parse(`"${stranger}"`), input);
    expect(foreign).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(await desk.lastLogged()).toMatchObject({ personId: desk.actor.id, payerUid: null, outcome: "denied" });
    expect(await run(JSON.parse("null"), input)).toMatchObject({
      ok: false,
      error: { code: "bad_input", fields: ["account"] },
    });
    expect([await desk.rowsOf(desk.one.payer), await desk.rowsOf(desk.other.payer)]).toEqual(before);
  });
});

/** A route's path parameters with an id in it, and what a refused one is aimed at. `null`: it takes no id. */
type Params = (of: AccountThings) => { readonly params: Record<string, string>; readonly entity: string };

const onOne: Params = ({ relationId }) => ({ params: { relationId }, entity: `relation:${relationId}` });
const routes: Record<string, Params | null> = {
  "account-operations/[id]": ({ operationId }) => ({
    params: { id: operationId },
    entity: `account_operation:${operationId}`,
  }),
  "account-operations/acts/[relationId]": onOne,
  "change-sets/[id]": ({ changeSetId }) => ({ params: { id: changeSetId }, entity: `change_set:${changeSetId}` }),
  "change-sets/draft": null,
  "change-sets/draft/relations": null,
  "change-sets/draft/wanted": null,
  "exports/certificates/[id]": ({ sweepId }) => ({ params: { id: sweepId }, entity: `sweep:${sweepId}` }),
  facts: null,
  matrix: null,
  "matrix/[relationIds]": ({ relationId }) => ({
    params: { relationIds: relationId },
    entity: `relation:${relationId}`,
  }),
  members: null,
  "relations/[relationId]": onOne,
  status: null,
};

/** Not asked here: signing in is on no account, and an export's words need the built messages. The verbs have rows. */
const elsewhere = ["auth/[...nextauth]", "exports/change-sets/[id]", "exports/members", "imports"];

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
const handler = z.custom<Handler>((value) => typeof value === "function");

async function ask(route: string, account: string, params: Record<string, string> = {}) {
  const get = handler.parse((await exportsOf(join(app, "api", route, "route.ts"))).GET);
  const address = `${url}/api/${route}?${new URLSearchParams({ account })}`;
  const response = await get(new Request(address), { params: Promise.resolve(params) });
  return { status: response.status, text: await response.text() };
}

describe("GET routes", () => {
  test("every one has a row here", () => {
    const found = readdirSync(join(app, "api"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("route.ts"))
      .map((path) => path.replace(/\/route\.ts$/, ""));
    expect([...Object.keys(routes), ...elsewhere].toSorted()).toEqual(found.toSorted());
  });

  test.each(Object.entries(routes).flatMap(([route, params]) => (params ? [{ route, params }] : [])))(
    "$route: an id of the other account is 404, which the log knows",
    async ({ route, params }) => {
      const { one, other } = desk;
      const asked = params(one);
      expect((await ask(route, one.payer, asked.params)).status).toBe(200);
      expect((await ask(route, other.payer, asked.params)).status).toBe(404);
      expect(await desk.lastLogged()).toMatchObject({
        personId: desk.actor.id,
        payerUid: other.payer,
        outcome: "denied",
        entity: asked.entity,
      });
    },
  );

  test.each(Object.keys(routes))("%s: tells of the account that is named, and of no other", async (route) => {
    const { one, other } = desk;
    const params = routes[route]?.(other).params ?? {};
    const { status, text } = await ask(route, other.payer, params);
    expect(status).toBe(200);
    // The state of the desk names the person's accounts, for the switch; nothing else of the other.
    const marks = route === "status" ? one.marks.filter((mark) => mark !== one.payer) : one.marks;
    for (const mark of marks) expect(text).not.toContain(mark);
    expect((await ask(route, "4200000000000042", params)).status).toBe(404);
    expect(await desk.lastLogged()).toMatchObject({ personId: desk.actor.id, payerUid: null, outcome: "denied" });
  });
});
