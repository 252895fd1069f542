import { createServer, request } from "node:http";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFromThisMachine, markPeers } from "@/lib/telemetry/peer";

const server = createServer(({ headers }, response) => {
  const given = new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]));
  response.end(String(isFromThisMachine(given)));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What the server thinks of a request with these headers, sent to this address of this machine. */
function ask(headers: Record<string, string>, host = "127.0.0.1"): Promise<string> {
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("not listening");
  return new Promise((resolve, reject) => {
    request({ host, port: at.port, headers, agent: false }, (answer) => answer.setEncoding("utf8").on("data", resolve))
      .on("error", reject)
      .end();
  });
}

test("before peers are marked, nobody is from here, whatever he says", async () => {
  expect(await ask({ "x-linkbook-peer": "undefined" })).toBe("false");
  markPeers();
  markPeers();
});

test("who comes straight from this machine is from here", async () => {
  expect(await ask({})).toBe("true");
  expect(await ask({ host: "localhost:3000" })).toBe("true");
  expect(await ask({ "x-linkbook-peer": "forged" })).toBe("true");
});

test.each([
  ["x-forwarded-for", "127.0.0.1"],
  ["x-forwarded-for", ""],
  ["forwarded", "for=127.0.0.1"],
  ["x-real-ip", "127.0.0.1"],
  ["via", "1.1 proxy"],
  ["x-forwarded-proto", "https"],
  ["host", "linkbook.example.com"],
])("who comes by a proxy is not: %s: %s", async (name, value) => {
  expect(await ask({ [name]: value })).toBe("false");
  expect(await ask({ [name]: value, "x-linkbook-peer": "undefined" })).toBe("false");
});

test("nor is who comes to another address of this machine, where it has one", async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of others) expect(await ask({ host: "localhost" }, address)).toBe("false");
});
