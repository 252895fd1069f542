import fc from "fast-check";
import NextAuth from "next-auth";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nextAuthOptions } from "@/lib/auth/next-auth-options";
import { ownPath } from "@/lib/auth/own-path";
import { hashPassword } from "@/lib/auth/passwords";
import { openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { createLogger } from "@/lib/telemetry/logger";

const origin = "http://desk.example:3000";

const foreign = [
  "//evil.com",
  "///evil.com",
  "/\\evil.com",
  "\\\\evil.com",
  `${origin}//evil.com`,
  `${origin}/\\evil.com`,
  `${origin}/.//evil.com`,
  "/.//evil.com",
  "/x/..//evil.com",
  "/\t/evil.com",
  "/\n\\evil.com",
  " //evil.com",
  "http:evil.com",
  "http:/evil.com",
  "https://desk.example:3000/members",
  `${origin}@evil.com/`,
  `${origin}.evil.com/`,
  "https://evil.com/members",
  "javascript:alert(1)",
  "data:text/html,x",
  "members",
  "",
];

test.each(foreign)("%j does not lead away", (address) => {
  const path = ownPath(address, origin);
  expect(new URL(path, origin).origin).toBe(origin);
  expect(path).toMatch(/^\/(?![/\\])/);
});

test("the desk's own addresses are kept, with query and fragment", () => {
  expect(ownPath("/members?page=2#a", origin)).toBe("/members?page=2#a");
  expect(ownPath(`${origin}/members?to=//evil.com`, origin)).toBe("/members?to=//evil.com");
  expect(ownPath("/", origin)).toBe("/");
  expect(ownPath(origin, origin)).toBe("/");
});

test("whatever it is given, a browser that follows the answer stays on the desk", () => {
  const piece = fc.oneof(
    fc.constantFrom("/", "\\", "//", ".", "..", "\t", "\n", "\r", " ", "@", ":", "?", "#", "%2f", "%5c", "http:"),
    fc.constantFrom("https://", origin, "evil.com", "desk.example", "javascript:", "\u0000", "\u2028", "／"),
    fc.string({ maxLength: 4 }),
  );
  const hostile = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(hostile, (address) => {
      const path = ownPath(address, origin);
      expect(path).toMatch(/^\/(?![/\\])/);
      expect(new URL(path, origin).origin).toBe(origin);
      expect(ownPath(path, origin)).toBe(path);
    }),
    { numRuns: 3_000 },
  );
});

const password = "correct horse battery";
let temp: TempDatabase;
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_URL", origin);
  temp = await openTempDatabase();
  await temp.addPerson("ada@example.com", ["viewer"], await hashPassword(password));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await temp.close();
});

/** next-auth with our options, asked as a route of Next's older kind asks: that one needs no server around it. */
async function ask(method: string, nextauth: string[], body: object, cookies: Record<string, string>) {
  const answer = { location: "", body: { csrfToken: "" }, cookies: new Map<string, string>() };
  const response = {
    status: () => response,
    getHeader: () => [],
    setHeader: (name: string, value: unknown) => {
      if (name === "Location") answer.location = String(value);
      for (const [, key, kept] of String(value).matchAll(/(next-auth\.[a-z-]+)=([^;]*)/g))
        answer.cookies.set(key ?? "", decodeURIComponent(kept ?? ""));
      return response;
    },
    json: (given: object) => Object.assign(answer.body, given),
    send: (given: object) => Object.assign(answer.body, given),
    end: () => undefined,
  };
  const options = nextAuthOptions({
    database: temp.database,
    secret: "a secret",
    idleMs: 7_200_000,
    singleSignOn: null,
    logger: createLogger("silent"),
    caller: async () => ({ address: "", device: null, correlationId: "r" }),
    ticket: { read: async () => null, keep: async () => undefined },
    currentSession: async () => null,
  });
  const request = { query: { nextauth }, method, body, cookies, headers: {} };
  await Reflect.apply(NextAuth, undefined, [request, response, options]);
  return answer;
}

async function token() {
  const { body, cookies } = await ask("GET", ["csrf"], {}, {});
  return { csrfToken: body.csrfToken, jar: Object.fromEntries(cookies) };
}

test.each(foreign)("signing in with %j ends on the desk, by the form's word and by the cookie's", async (address) => {
  const { csrfToken, jar } = await token();
  const given = { csrfToken, email: "ada@example.com", password };
  const cookie = { ...jar, "next-auth.callback-url": address };
  const answers = [
    await ask("POST", ["callback", "credentials"], { ...given, callbackUrl: address }, jar),
    // A cookie of another kind is refused by next-auth itself.
    ...(/^(https?:|\/)/.test(address) && URL.canParse(address, origin)
      ? [await ask("POST", ["callback", "credentials"], given, cookie)]
      : []),
  ];
  for (const answer of answers) {
    expect(answer.cookies.has("next-auth.session-token")).toBe(true);
    expect(new URL(answer.location).href).toBe(`${origin}/`);
    expect(new URL(answer.cookies.get("next-auth.callback-url") ?? origin).href).toBe(`${origin}/`);
  }
});
