import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readPort, requireFree } from "./port.mjs";
import { Refusal } from "./refusal.mjs";

async function listener(host?: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test("an unset or empty port is the standard one, a wrong one is refused by its name", () => {
  expect(readPort("PORT", 3000, {})).toBe(3000);
  expect(readPort("PORT", 3000, { PORT: " " })).toBe(3000);
  expect(readPort("PORT", 3000, { PORT: "8080" })).toBe(8080);
  for (const wrong of ["0", "65536", "80a", "-1", "3000.5", "1e3"]) {
    expect(() => readPort("PORT", 3000, { PORT: wrong })).toThrow(/^PORT: a port from 1 to 65535/);
  }
});

test.each([undefined, "127.0.0.1"])("a port in use on %s is refused with its number and its setting", async (host) => {
  const port = await listener(host);
  const refused = requireFree(port, "LINKBOOK_SIMULATOR_PORT");
  await expect(refused).rejects.toBeInstanceOf(Refusal);
  await expect(refused).rejects.toThrow(new RegExp(`Port ${port} is in use.*LINKBOOK_SIMULATOR_PORT`));
});

test("a port that was given back is free", async () => {
  const server = createServer();
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  server.close();
  await once(server, "close");
  await expect(requireFree(port, "PORT")).resolves.toBeUndefined();
});
