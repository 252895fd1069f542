import { decode, encode } from "next-auth/jwt";
import { expect, test } from "vitest";
import { csrfCookieName, sessionCookieName, sessionCookieValue, sessionIdOf } from "@/lib/auth/session-cookie";

const secret = "a secret that signs the sessions of tests";

test("the cookie holds the session's id and nothing about the person", async () => {
  const value = await sessionCookieValue("one", secret, 60);
  expect(await sessionIdOf(value, secret)).toBe("one");
  const token = await decode({ token: value, secret });
  expect(Object.keys(token ?? {}).toSorted()).toEqual(["exp", "iat", "jti", "sid"]);
});

test("what is forged, changed, old, of another secret or without an id is nobody", async () => {
  const value = await sessionCookieValue("one", secret, 60);
  expect(await sessionIdOf(value, "another secret")).toBeNull();
  expect(await sessionIdOf(`${value.slice(0, -4)}AAAA`, secret)).toBeNull();
  expect(await sessionIdOf("one", secret)).toBeNull();
  expect(await sessionIdOf("", secret)).toBeNull();
  expect(await sessionIdOf(undefined, secret)).toBeNull();
  expect(await sessionIdOf(await sessionCookieValue("one", secret, -60), secret)).toBeNull();
  expect(await sessionIdOf(await encode({ token: { sid: 7 }, secret }), secret)).toBeNull();
});

test("the names are those of next-auth, for HTTPS only where the desk's address is", () => {
  expect(sessionCookieName("https://desk.example")).toBe("__Secure-next-auth.session-token");
  expect(sessionCookieName("http://localhost:3000")).toBe("next-auth.session-token");
  expect(csrfCookieName("https://desk.example")).toBe("__Host-next-auth.csrf-token");
});
