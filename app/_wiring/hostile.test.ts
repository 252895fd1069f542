import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { errorCodes } from "@/lib/domain/errors";
import { sessionFor } from "@/lib/http/testing/session-for";
import { addPeopleOfRoles } from "@/lib/services/testing/people-of-roles";
import { openTwoAccounts, type TwoAccounts } from "@/lib/services/testing/two-accounts";
import { actionCalls, actionOf } from "./testing/action-calls";
import { hostileKeys, hostileTexts, hostileValues, placesIn, withIn, withoutKey } from "./testing/hostile-values";
import { kept, sent } from "./testing/next-request";
import { routeCalls, routeOf } from "./testing/route-calls";

// On both engines: PostgreSQL's text has no U+0000, and its numbers, patterns and times refuse what SQLite takes.
vi.mock("next/headers", () => import("./testing/next-request"));
// The bundler takes this one for the server; Node would take the browser's.
vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server"));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: (await import("./testing/next-request")).connection,
}));
vi.mock("next-intl/server", () => import("./testing/english-words"));

const url = "http://localhost:3000";
const secret = "a secret that signs the sessions of tests";
const seed = 20_261_123;
let desk: TwoAccounts;
let session: { readonly name: string; readonly value: string };

async function signIn() {
  session = await sessionFor(desk.database, desk.actor.id, { url, secret });
}
beforeAll(async () => {
  desk = await openTwoAccounts();
  vi.stubEnv("DATABASE_URL", desk.url);
  vi.stubEnv("NEXTAUTH_URL", url);
  vi.stubEnv("NEXTAUTH_SECRET", secret);
  vi.stubEnv("LINKBOOK_LOG_LEVEL", "silent");
  await addPeopleOfRoles(desk);
  await signIn();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await desk.close();
});

/** Every row of both accounts, and of people with their rights. */
async function everything() {
  const { read } = desk.database;
  return [
    await desk.rowsOf(desk.one.payer),
    await desk.rowsOf(desk.other.payer),
    await read.selectFrom("person").selectAll().orderBy("id").execute(),
    await read.selectFrom("person_role").selectAll().orderBy("person_id").orderBy("role").execute(),
    await read.selectFrom("person_account").selectAll().orderBy("person_id").execute(),
  ];
}

const tell = (value: unknown): string => inspect(value, { depth: 3, maxArrayLength: 5, maxStringLength: 80 });

/** Faults of ours: no input is to bring one about. */
const faults: readonly string[] = errorCodes.filter((code) => code === "internal" || code.startsWith("storage_"));
const errorView = z.strictObject({
  code: z.enum(errorCodes).refine((code) => !faults.includes(code), "a fault, and not a refusal"),
  reference: z.string().max(64),
  fields: z.array(z.string().max(64)).max(20).optional(),
});
const answered = z.union([
  z.object({ ok: z.literal(true) }).transform(() => "ok" as const),
  z.strictObject({ ok: z.literal(false), error: errorView }).transform(({ error }) => error.code),
]);

/** What a request says of itself: each is the caller's word. */
const headerNames = [
  "origin",
  "host",
  "x-forwarded-for",
  "accept-language",
  "content-type",
  "content-length",
  "sec-fetch-site",
  "authorization",
  "cookie",
] as const;

/** A header, as far as there can be one like that: the server itself refuses others. */
function headersWith(odd: Odd["header"]): Headers {
  const headers = new Headers({ origin: url, host: "localhost:3000" });
  if (odd && odd.name !== "cookie" && /^[\t\x20-\x7e\x80-\xff]*$/.test(odd.value)) headers.set(odd.name, odd.value);
  return headers;
}
interface Odd {
  readonly header: { readonly name: (typeof headerNames)[number]; readonly value: string } | null;
}
const header = fc.option(
  fc.record({ name: fc.constantFrom(...headerNames), value: fc.constantFrom(...hostileTexts) }),
  {
    freq: 8,
    nil: null,
  },
);
const mostly = <T>(usual: T, odd: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, odd);

const anyText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary", maxLength: 100 }));
const anyValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileValues) },
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
  fc.string({ unit: "binary", maxLength: 100 }),
);

/** An input with one thing wrong with it, or wrong altogether. */
function spoilt(valid: object): fc.Arbitrary<unknown> {
  const places = placesIn(valid);
  return fc.oneof(
    { weight: 3, arbitrary: anyValue },
    ...(places.length === 0
      ? []
      : [
          {
            weight: 8,
            arbitrary: fc
              .tuple(fc.constantFrom(...places), anyValue)
              .map(([place, value]) => withIn(valid, place, value)),
          },
          { weight: 1, arbitrary: fc.constantFrom(...Object.keys(valid)).map((key) => withoutKey(valid, key)) },
        ]),
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...hostileKeys), anyValue).map(([key, value]) => withIn(valid, [key], value)),
    },
  );
}

/** What is in the log of refused attempts since a row of it. */
async function refusedSince(seq: number) {
  const rows = desk.database.read.selectFrom("audit").select(["entity", "detail"]).where("seq", ">", seq);
  return rows.where("outcome", "!=", "done").execute();
}

/**
 * Tries each; none changes anything but the log unless it was accepted. Something accepted may make way for another that was
 * refused before, so what was refused is tried again until nothing is accepted.
 */
async function tryAll<T>(cases: readonly T[], accepts: (one: T) => Promise<boolean>): Promise<void> {
  const { seq } = await desk.database.read.selectFrom("audit_head").select("seq").executeTakeFirstOrThrow();
  let left = cases;
  let before: unknown;
  for (let wasAccepted = true; wasAccepted; ) {
    before = await everything();
    const refused: T[] = [];
    for (const one of left) if (!(await accepts(one))) refused.push(one);
    wasAccepted = refused.length < left.length;
    left = refused;
  }
  expect(await everything()).toEqual(before);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(ownNames);
  for (const { entity, detail } of await refusedSince(seq)) {
    expect(entity ?? "").toMatch(/^[\w:,. -]{0,200}$/);
    expect(detail?.length ?? 0).toBeLessThan(1_000);
  }
}
const ownNames = Object.getOwnPropertyNames(Object.prototype);

describe("actions", () => {
  const lines = Object.entries(actionCalls).flatMap(([file, ofFile]) =>
    Object.entries(ofFile).map(([name, call]) => ({ file, name, call })),
  );

  test.each(lines)("$file $name", async ({ file, name, call }) => {
    const run = await actionOf(file, name);
    if (call.kind === "browser") {
      const forms = hostileTexts.map((text) => {
        const form = new FormData();
        form.set(call.field, text);
        return form;
      });
      sent.headers = headersWith(null);
      kept.clear();
      for (const given of [...hostileValues, ...forms]) expect(await run(given), tell(given)).toBeUndefined();
      expect([...kept]).toEqual([]);
      return;
    }
    const valid = await call.input({ desk, of: desk.one, context: desk.context(desk.one.payer) });
    const cases = fc.sample(
      fc.record<Odd & { account: unknown; input: unknown }>({
        header,
        account: mostly<unknown>(desk.one.payer, anyValue),
        input: spoilt(valid),
      }),
      { seed, numRuns: 40 },
    );
    await tryAll(cases, async ({ header: odd, account, input }) => {
      sent.headers = headersWith(odd);
      sent.cookie = odd?.name === "cookie" ? { ...session, value: odd.value } : session;
      const answer = await (call.kind === "account" ? run(account, input) : run(input));
      const read = answered.safeParse(answer);
      if (!read.success) expect.fail(`${tell({ odd, account, input })}: ${read.error}`);
      if (call.kind === "person" && read.data === "ok") await signIn();
      return read.data === "ok";
    });
  });
});

describe("routes", () => {
  const lines = Object.entries(routeCalls).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ route, method, call })),
  );
  const names = [
    "account",
    "q",
    "state",
    "held",
    "changed",
    "sort",
    "page",
    "size",
    "since",
    "result",
    "format",
    "zone",
  ];
  const oddSearch = fc.oneof(
    fc.tuple(fc.constantFrom(...names, ...hostileKeys), anyText).map((pair) => String(new URLSearchParams([pair]))),
    // As they are: half an escape is nobody's.
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom("%", "%00", "%E0%A4%A", "%ff", "a&account", "+", "1;2"))
      .map(([name, text]) => `${name}=${text}`),
  );
  const bytes = fc.uint8Array({ maxLength: 200 });
  const bodies = fc.oneof(
    anyText,
    bytes,
    fc.json(),
    fc.constantFrom(
      "[".repeat(100_000),
      '{"relationIds":null}',
      '{"relationIds":[1e999]}',
      '{"relationIds":["1"],"__proto__":{"polluted":true}}',
      `{"relationIds":[${'"1",'.repeat(50_000)}"1"]}`,
      "uid,code,wanted\n\0,\uD800,on",
      `uid,code,wanted\n"${"x".repeat(100_000)}`,
      `uid,code,wanted\n${"1,2,3,4,5,6\n".repeat(2_000)}`,
      "uid,uid,uid\n1,2,3",
      "\uFEFF\uFEFFuid\r\r\n1",
      `uid${",".repeat(50_000)}`,
    ),
  );

  test.each(lines)("$method $route", async ({ route, method, call }) => {
    const run = await routeOf(route, method);
    const params = call.params(desk.one);
    const cases = fc.sample(
      fc.record({
        header,
        params: Object.keys(params).length === 0 ? fc.constant(params) : mostly(params, record(params)),
        search: fc.array(oddSearch, { maxLength: 3 }),
        hasAccount: mostly(true, fc.constant(false)),
        body: mostly<string | Uint8Array>(call.body?.(desk.one) ?? "", bodies),
      }),
      { seed, numRuns: 25 },
    );
    await tryAll(cases, async (one) => {
      sent.headers = headersWith(one.header);
      sent.cookie = one.header?.name === "cookie" ? { ...session, value: one.header.value } : session;
      const usual = String(
        new URLSearchParams({ ...call.search, ...(one.hasAccount ? { account: desk.one.payer } : {}) }),
      );
      const address = `${url}/${route}?${[usual, ...one.search].join("&")}`;
      const request = new Request(address, {
        method,
        headers: sent.headers,
        ...(method === "POST" ? { body: Buffer.from(one.body) } : {}),
        // What waits for news waits no longer than this.
        ...(address.includes("since=") ? { signal: AbortSignal.timeout(100) } : {}),
      });
      const response = await run(request, { params: Promise.resolve(one.params) });
      const text = await response.text();
      if (response.status >= 500) expect.fail(`${tell(one)}: ${response.status} ${text.slice(0, 300)}`);
      // A read, a file and a proposal change nothing, even when they are given.
      if (response.status < 400 || response.status === 499 || call.kind === "anybody") return false;
      const body = z.strictObject({ error: errorView }).safeParse(JSON.parse(text));
      if (!body.success) expect.fail(`${tell(one)}: ${text.slice(0, 300)}`);
      return false;
    });
  });

  /** One of the path's parameters is something else. */
  function record(params: Readonly<Record<string, string>>) {
    return fc
      .tuple(fc.constantFrom(...Object.keys(params)), anyText)
      .map(([name, text]): Readonly<Record<string, string>> => ({ ...params, [name]: text }));
  }
});
