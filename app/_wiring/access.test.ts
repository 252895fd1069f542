import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { type Role, roles } from "@/lib/domain/policy";
import { sessionFor } from "@/lib/http/testing/session-for";
import { setWanted } from "@/lib/services/changes/set-wanted";
import {
  addPeopleOfRoles,
  onceWithEveryRight,
  personId,
  type Standing,
  shutOut,
  standings,
} from "@/lib/services/testing/people-of-roles";
import { openTwoAccounts, type TwoAccounts } from "@/lib/services/testing/two-accounts";
import { type ActionCall, actionCalls, actionOf, foundActions } from "./testing/action-calls";
import { kept, sent } from "./testing/next-request";
import { foundRoutes, type RouteCall, routeCalls, routeOf } from "./testing/route-calls";

vi.mock("next/headers", () => import("./testing/next-request"));
// The bundler takes this one for the server; Node would take the browser's.
vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server"));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: (await import("./testing/next-request")).connection,
}));
vi.mock("next-intl/server", () => import("./testing/english-words"));

/** Roles that may, or one of two: whoever is signed in, and whoever comes at all. Everybody else is refused. */
type Allowed = readonly Role[] | "signed in" | "anybody";

const everyRole = ["viewer", "requester", "approver", "reviewer", "auditor", "administrator"] as const;
const lookers = ["requester", "approver", "reviewer", "administrator"] as const;
const stoppers = ["requester", "approver", "administrator"] as const;
const factEditors = ["requester", "administrator"] as const;
const requester = ["requester"] as const;
const approver = ["approver"] as const;
const administrator = ["administrator"] as const;

/**
 * Who may do what. Written by hand, and not from `lib/domain/policy.ts`, which it holds to account: an action or a
 * method of a route without a line here fails, and so does a line without one of those.
 */
const allowed: {
  readonly actions: Readonly<Record<string, Readonly<Record<string, Allowed>>>>;
  readonly routes: Readonly<Record<string, Readonly<Record<string, Allowed>>>>;
} = {
  actions: {
    "account-operations.ts": {
      createMemberAccount: requester,
      linkAccount: requester,
      unlinkRelation: requester,
      answerInvitation: requester,
      stopAccountOperation: stoppers,
      recordFinding: requester,
    },
    "account.ts": {
      confirmPassword: "signed in",
      startSecondFactor: "signed in",
      confirmSecondFactor: "signed in",
      changePassword: "signed in",
      turnOffSecondFactor: "signed in",
      endOwnSession: "signed in",
      endOtherSessions: "signed in",
      chooseNotice: "signed in",
    },
    // One's own request can be taken back with any role: it may have been another when it was made.
    "approvals.ts": { sendForApproval: requester, decideApproval: approver, withdrawApproval: everyRole },
    "attention.ts": { markDriftSeen: lookers },
    "calibration.ts": {
      startCalibration: administrator,
      confirmCalibration: administrator,
      abandonCalibration: administrator,
    },
    "changes.ts": {
      setWanted: requester,
      setWantedMany: requester,
      lookAgain: requester,
      takeOut: requester,
      discardDraft: requester,
      applyChangeSet: requester,
      takeUpChanges: requester,
      stopChangeSet: stoppers,
    },
    "facts.ts": { editFacts: factEditors, editFactsMany: factEditors },
    "join.ts": { setFirstPassword: "anybody" },
    "members.ts": { checkNow: lookers, askRecords: lookers },
    "people.ts": {
      invitePerson: administrator,
      inviteAgain: administrator,
      setRights: administrator,
      setPersonDisabled: administrator,
      endSessionsOf: administrator,
      resetTotp: administrator,
    },
    "preferences.ts": { setLocale: "anybody", setTheme: "anybody" },
    "session.ts": { signOut: "signed in", signOutEverywhere: "signed in" },
    "settings.ts": {
      changePolicy: administrator,
      setRule: administrator,
      switchWrites: administrator,
      setTrusteeshipEditable: administrator,
      testNotices: administrator,
    },
    "writes.ts": { pauseWrites: stoppers, resumeWrites: administrator },
  },
  routes: {
    "api/account-operations/[id]": { GET: everyRole },
    "api/account-operations/acts/[relationId]": { GET: everyRole },
    "api/change-sets/[id]": { GET: everyRole },
    "api/change-sets/draft": { GET: everyRole },
    "api/change-sets/draft/relations": { GET: requester },
    "api/change-sets/draft/wanted": { GET: everyRole },
    "api/exports/certificates/[id]": { GET: everyRole, HEAD: "anybody" },
    "api/exports/change-sets/[id]": { GET: everyRole, HEAD: "anybody" },
    "api/exports/members": { GET: everyRole, POST: everyRole, HEAD: "anybody" },
    "api/facts": { GET: everyRole },
    "api/imports": { POST: requester },
    "api/matrix": { GET: everyRole },
    "api/matrix/[relationIds]": { GET: everyRole },
    "api/members": { GET: everyRole },
    "api/relations/[relationId]": { GET: everyRole },
    "api/status": { GET: everyRole },
    healthz: { GET: "anybody" },
    metrics: { GET: "anybody" },
    readyz: { GET: "anybody" },
  },
};

/**
 * What somebody with the role is told whose members are some others: that it is not there; that it is not theirs to do, since
 * it is about the whole account; or nothing, since it is about their own draft, is cut to their members, or stops everything.
 * Of all that wants a role; what wants none asks for no scope.
 */
const outOfScope = {
  not_found: [
    "unlinkRelation",
    "answerInvitation",
    "stopAccountOperation",
    "recordFinding",
    "decideApproval",
    "markDriftSeen",
    "startCalibration",
    "confirmCalibration",
    "setWanted",
    "setWantedMany",
    "lookAgain",
    "takeOut",
    "takeUpChanges",
    "stopChangeSet",
    "editFacts",
    "editFactsMany",
    "checkNow",
    "askRecords",
    "GET api/account-operations/[id]",
    "GET api/account-operations/acts/[relationId]",
    "GET api/change-sets/[id]",
    "GET api/exports/change-sets/[id]",
    "POST api/exports/members",
    "GET api/matrix/[relationIds]",
    "GET api/relations/[relationId]",
  ],
  forbidden: [
    "createMemberAccount",
    "linkAccount",
    "abandonCalibration",
    "invitePerson",
    "inviteAgain",
    "setRights",
    "setPersonDisabled",
    "endSessionsOf",
    "resetTotp",
    "changePolicy",
    "setRule",
    "switchWrites",
    "setTrusteeshipEditable",
    "testNotices",
    "resumeWrites",
    "GET api/exports/certificates/[id]",
  ],
  nothing: [
    "sendForApproval",
    "applyChangeSet",
    "discardDraft",
    "withdrawApproval",
    "pauseWrites",
    "GET api/change-sets/draft",
    "GET api/change-sets/draft/relations",
    "GET api/change-sets/draft/wanted",
    "GET api/exports/members",
    "GET api/facts",
    "POST api/imports",
    "GET api/matrix",
    "GET api/members",
    "GET api/status",
  ],
} as const satisfies Record<string, readonly string[]>;
const isListed = (list: readonly string[], name: string) => list.includes(name);

const url = "http://localhost:3000";
const secret = "a secret that signs the sessions of tests";
let desk: TwoAccounts;
/** Cookies by the id of their person. */
const sessions = new Map<string, { readonly name: string; readonly value: string }>();
const signIn = async (id: string) => sessions.set(id, await sessionFor(desk.database, id, { url, secret }));

beforeAll(async () => {
  desk = await openTwoAccounts();
  vi.stubEnv("DATABASE_URL", desk.url);
  vi.stubEnv("NEXTAUTH_URL", url);
  vi.stubEnv("NEXTAUTH_SECRET", secret);
  vi.stubEnv("LINKBOOK_LOG_LEVEL", "silent");
  await addPeopleOfRoles(desk);
  for (const role of roles) for (const standing of standings) await signIn(personId(role, standing));
  await shutOut(desk);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await desk.close();
});
afterEach(() => void vi.restoreAllMocks());

/** Somebody who asks; a role of null: without a cookie. */
interface Caller {
  readonly role: Role | null;
  readonly standing: Standing;
}
const nobody: Caller = { role: null, standing: "at home" };
const callersWith = (some: readonly Role[]): readonly Caller[] => [
  nobody,
  ...some.flatMap((role) => standings.map((standing) => ({ role, standing }))),
];
/**
 * Who asks. On files every role. What a role may is decided above the engine: on a server one that may and one that may not
 * show that the rights are read there as well, whatever their standing.
 */
function callersOf(may: Allowed): readonly Caller[] {
  if (desk.url.startsWith("file:")) return callersWith(roles);
  const mays = roles.filter((role) => typeof may === "string" || may.includes(role));
  return callersWith([...mays.slice(0, 1), ...roles.filter((role) => !mays.includes(role)).slice(0, 1)]);
}
const idOf = ({ role, standing }: Caller) => (role ? personId(role, standing) : null);
const isSignedIn = ({ role, standing }: Caller) => role !== null && standing !== "disabled" && standing !== "revoked";

type Refusal = "not_signed_in" | "not_found" | "forbidden";

/** With what a caller may be refused; none: they are not. `name`: as `outOfScope` has it. */
function refusals(name: string, may: Allowed, caller: Caller, isHidden = false): readonly Refusal[] {
  if (may === "anybody") return [];
  if (!isSignedIn(caller) || caller.role === null) return ["not_signed_in"];
  if (may === "signed in") return [];
  if (caller.standing === "elsewhere") return ["not_found"];
  const hasRole = may.includes(caller.role);
  if (caller.standing === "at home") return hasRole ? [] : [isHidden ? "not_found" : "forbidden"];
  // What is neither theirs to do nor in their scope is refused for the one or the other.
  if (!hasRole) return ["not_found", "forbidden"];
  if (isListed(outOfScope.not_found, name)) return ["not_found"];
  return isListed(outOfScope.forbidden, name) ? ["forbidden"] : [];
}

/** One request: the caller's cookie, from an address of which nothing was heard for a minute, so that it has its row. */
async function send<T>(caller: Caller, name: string, number: number, call: () => Promise<T>): Promise<T> {
  const at = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(at + (isSignedIn(caller) ? 0 : number * 61_000));
  sent.cookie = sessions.get(idOf(caller) ?? "") ?? null;
  sent.headers = new Headers({ origin: url, host: "localhost:3000", "x-forwarded-for": name });
  kept.clear();
  try {
    return await call();
  } finally {
    vi.restoreAllMocks();
  }
}

/** Every row of both accounts: what a refusal leaves as it was. */
const everything = async () => [await desk.rowsOf(desk.one.payer), await desk.rowsOf(desk.other.payer)];

async function expectLogged(caller: Caller, action: string | null, code: string): Promise<void> {
  const row = await desk.lastLogged();
  expect(row).toMatchObject({
    action,
    outcome: "denied",
    // A session that is over says nothing any more about whose it was.
    personId: isSignedIn(caller) ? idOf(caller) : null,
    payerUid: isSignedIn(caller) && caller.standing !== "elsewhere" ? desk.one.payer : null,
  });
  expect(JSON.parse(row?.detail ?? "null")).toMatchObject({ code });
}

/** Who may do it makes what is only theirs to touch; for whoever is refused there is what somebody else has made. */
const handsOf = ({ role, standing }: Caller, isAllowed: boolean) => ({
  desk,
  of: desk.one,
  context: role !== null && isAllowed ? onceWithEveryRight(desk, role, standing) : desk.context(desk.one.payer),
});
const tell = ({ role, standing }: Caller) => (role ? `${role}, ${standing}` : "nobody");

/** What tells that the right was not there, or nothing of it: an input is read before a role is looked at. */
const lacking: readonly string[] = ["not_signed_in", "not_found", "forbidden", "bad_origin", "bad_input", "internal"];
/** Whoever is signed in is that before their input is read. */
const lackingInPerson = lacking.filter((code) => code !== "bad_input");

const answered = z.union([
  z.object({ ok: z.literal(true) }).transform(() => "ok"),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) }).transform(({ error }) => error.code),
]);

test("of each that wants a role it is said once what a scope does to it", () => {
  const byRole = (table: Readonly<Record<string, Allowed>>) =>
    Object.entries(table).flatMap(([name, may]) => (typeof may === "string" ? [] : [name]));
  const actions = Object.values(allowed.actions).flatMap(byRole);
  const routes = Object.entries(allowed.routes).flatMap(([route, methods]) =>
    byRole(methods).map((method) => `${method} ${route}`),
  );
  expect(Object.values(outOfScope).flat().toSorted()).toEqual([...actions, ...routes].toSorted());
});

describe("actions", () => {
  test("every one says who may do it and how it is called; nothing else does", async () => {
    const found = await foundActions();
    const names = (table: Readonly<Record<string, object>>) =>
      Object.fromEntries(Object.entries(table).map(([file, lines]) => [file, Object.keys(lines).toSorted()]));
    expect(names(allowed.actions)).toEqual(found);
    expect(names(actionCalls)).toEqual(found);
  });

  const lines = Object.entries(allowed.actions).flatMap(([file, ofFile]) =>
    Object.entries(ofFile).map(([name, may]) => ({ file, name, may, call: actionCalls[file]?.[name] })),
  );

  async function answer(call: ActionCall, { file, name }: { file: string; name: string }, input: object) {
    const run = await actionOf(file, name);
    return answered.parse(await (call.kind === "account" ? run(desk.one.payer, input) : run(input)));
  }

  test.each(lines)("$file $name", async ({ file, name, may, call }) => {
    if (!call) throw new Error("it is not said how it is called");
    if (call.kind === "browser") {
      for (const [number, caller] of callersOf(may).entries()) {
        const form = new FormData();
        form.set(call.field, call.value);
        await send(caller, name, number, async () => (await actionOf(file, name))(form));
        expect([...kept.values()], tell(caller)).toEqual([call.value]);
      }
      return;
    }
    const all = callersOf(may).map((caller, number) => ({ caller, number, codes: refusals(name, may, caller) }));
    const input = await call.input(handsOf(nobody, false));
    const before = await everything();
    for (const { caller, number, codes } of all) {
      if (codes.length === 0) continue;
      const got = await send(caller, name, number, () => answer(call, { file, name }, input));
      expect(codes, tell(caller)).toContain(got);
      await expectLogged(caller, call.name, got);
    }
    expect(await everything()).toEqual(before);
    for (const { caller, number, codes } of all) {
      if (codes.length > 0) continue;
      const own = await call.input(handsOf(caller, true));
      const got = await send(caller, name, number, () => answer(call, { file, name }, own));
      expect(call.kind === "person" ? lackingInPerson : lacking, tell(caller)).not.toContain(got);
      const id = idOf(caller);
      if (call.kind === "person" && id !== null) await signIn(id);
    }
  });
});

describe("routes", () => {
  test("every method of every one says who may ask for it and how; nothing else does", async () => {
    const found = await foundRoutes();
    const names = (table: Readonly<Record<string, object>>) =>
      Object.fromEntries(Object.entries(table).map(([route, lines]) => [route, Object.keys(lines).toSorted()]));
    expect(names(allowed.routes)).toEqual(found);
    expect(names(routeCalls)).toEqual(found);
  });

  const lines = Object.entries(allowed.routes).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, may]) => ({ route, method, may, call: routeCalls[route]?.[method] })),
  );

  async function answer(call: RouteCall, { route, method }: { route: string; method: string }) {
    const run = await routeOf(route, method);
    const search = new URLSearchParams({ ...call.search, account: desk.one.payer });
    const body = call.body?.(desk.one);
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const headers = new Headers([...sent.headers, ...Object.entries(length)]);
    const request = new Request(`${url}/${route}?${search}`, { method, headers, ...(body ? { body } : {}) });
    const response = await run(request, { params: Promise.resolve(call.params(desk.one)) });
    return { status: response.status, text: await response.text() };
  }
  beforeAll(async () => {
    // Nobody's draft is read by its id: to have been given one is what tells the roles apart.
    const drafted = { relationId: desk.one.relationId, code: "FORBID_MANAGE_INVOICE", wanted: true } as const;
    for (const role of roles) await setWanted(onceWithEveryRight(desk, role), drafted);
  });
  const refused = z.object({ error: z.object({ code: z.enum(["not_signed_in", "not_found", "forbidden"]) }) });
  const statuses = { not_signed_in: 401, forbidden: 403, not_found: 404 };

  test.each(lines)("$method $route", async ({ route, method, may, call }) => {
    if (!call) throw new Error("it is not said how it is called");
    const all = callersOf(may).map((caller, number) => ({
      caller,
      number,
      codes: refusals(`${method} ${route}`, may, caller, call.isHidden),
    }));
    const before = await everything();
    for (const { caller, number, codes } of all) {
      if (codes.length === 0) continue;
      const { status, text } = await send(caller, route, number, () => answer(call, { route, method }));
      const { code } = refused.parse(JSON.parse(text)).error;
      expect(codes, tell(caller)).toContain(code);
      expect(status).toBe(statuses[code]);
      // A tab that polls after its session ended is no attempt at anything.
      if (code !== "not_signed_in" || call.writes) await expectLogged(caller, call.name, code);
    }
    expect(await everything()).toEqual(before);
    const answers = [];
    for (const { caller, number, codes } of all)
      if (codes.length === 0) answers.push(await send(caller, route, number, () => answer(call, { route, method })));
    // What anybody may ask for is answered alike, whoever it is.
    if (may === "anybody") expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
    else expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
