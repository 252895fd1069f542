import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { endAtProvider } from "@/lib/auth/own-account/end-at-provider";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A provider whose discovery document is this; `null`: it takes the question and never answers. */
async function providerWith(document: object | string | null) {
  const server = createServer((_, response) => {
    if (document !== null) response.end(typeof document === "string" ? document : JSON.stringify(document));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return { issuer, clientId: "desk", clientSecret: "", name: "", scope: "", groupsClaim: "", rolesByGroup: new Map() };
}

const back = "https://desk.example/sign-out";

test("signing out goes to the provider's own address for it, and names the way back", async () => {
  const provider = await providerWith({ end_session_endpoint: "https://sign-in.example.com/out?tenant=7" });
  expect(await endAtProvider(provider, back)).toBe(
    "https://sign-in.example.com/out?tenant=7&client_id=desk&post_logout_redirect_uri=https%3A%2F%2Fdesk.example%2Fsign-out",
  );
});

test.each([
  ["has none", {}],
  ["has one that is not safe", { end_session_endpoint: "http://sign-in.example.com/out" }],
  ["has one that is a script", { end_session_endpoint: "javascript:alert(1)" }],
  ["answers something else", "<html>"],
  ["never answers", null],
])("where the provider %s, one stays at the desk", async (_, document) => {
  expect(await endAtProvider(await providerWith(document), back)).toBeNull();
});

test("where there is no provider any more, one stays at the desk", async () => {
  const provider = await providerWith({});
  servers.pop()?.close().closeAllConnections();
  expect(await endAtProvider(provider, back)).toBeNull();
});
