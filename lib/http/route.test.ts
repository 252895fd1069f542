import { expect, test } from "vitest";
import { AppError } from "@/lib/domain/errors";
import { aimedAt } from "@/lib/http/aimed-at";
import type { DeniedAttempt } from "@/lib/http/refusal";
import { createRoute } from "@/lib/http/route";
import { partsFor, payer } from "./testing/parts-for";

const get = (address: string, init?: RequestInit) => new Request(`http://desk.example${address}`, init);
const params = (values: Record<string, string> = {}) => ({ params: Promise.resolve(values) });

test("answers what the service gives, uncached, under the request's id", async () => {
  const route = createRoute(partsFor())(
    "thing.read",
    ({ id }, search) => ({ id, page: search.get("page") }),
    async (context, input) => ({ ...input, by: context.actor.name }),
  );
  const response = await route(get("/things/7?page=2", { headers: { "x-correlation-id": "r1" } }), params({ id: "7" }));
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-correlation-id")).toBe("r1");
  expect(await response.json()).toEqual({ id: "7", page: "2", by: "ada" });
});

test("each refusal has its status and tells the code and the reference, never a cause", async () => {
  const recorded: DeniedAttempt[] = [];
  const parts = partsFor({ record: async (attempt) => void recorded.push(attempt) });
  const answer = async (error: unknown) => {
    const route = createRoute(parts)(
      "thing.read",
      () => null,
      () => Promise.reject(error),
    );
    const response = await route(get("/"), params());
    const body = await response.text();
    expect(body).not.toContain("secret cause");
    return [response.status, JSON.parse(body).error.code];
  };
  expect(await answer(new AppError("bad_input", ["page"]))).toEqual([400, "bad_input"]);
  expect(await answer(new AppError("forbidden"))).toEqual([403, "forbidden"]);
  expect(await answer(new AppError("not_found"))).toEqual([404, "not_found"]);
  expect(await answer(new AppError("storage_busy", undefined, { cause: new Error("secret cause") }))).toEqual([
    503,
    "storage_busy",
  ]);
  expect(await answer(new Error("secret cause"))).toEqual([500, "internal"]);
  // Looking where one may not is an attempt; a typo in an address or a fault of ours is not.
  expect(recorded.map(({ code }) => code)).toEqual(["forbidden", "not_found", "internal"]);
});

test("a read that is refused is in the log with what it was aimed at, parsed or not", async () => {
  const recorded: DeniedAttempt[] = [];
  const parts = partsFor({ record: async (attempt) => void recorded.push(attempt) });
  const missing = () => Promise.reject(new AppError("not_found"));
  const route = createRoute(parts)("relation.read", () => null, missing, {
    entity: ({ relationId }) => aimedAt("relation", relationId),
  });
  await route(get("/"), params({ relationId: "9007199254740995" }));
  await route(get("/"), params({ relationId: "not a number" }));
  await route(get("/"), params());
  expect(recorded.map(({ entity }) => entity)).toEqual(["relation:9007199254740995", "relation:not_a_number", null]);
});

test("a tab that polls after its session has ended leaves no trace; a browser that has gone gets no answer", async () => {
  const recorded: DeniedAttempt[] = [];
  const parts = partsFor({ actor: null, record: async (attempt) => void recorded.push(attempt) });
  const service = async (_context: unknown, _input: null, signal: AbortSignal) => signal.throwIfAborted();
  const out = await createRoute(parts)("thing.read", () => null, service)(get("/"), params());
  expect(out.status).toBe(401);
  expect(recorded).toEqual([]);
  const gone = await createRoute(partsFor())("thing.read", () => null, service)(
    get("/", { signal: AbortSignal.abort() }),
    params(),
  );
  expect(gone.status).toBe(499);
});

test("a read is about the account that its address names, or the default; a foreign one is not there", async () => {
  const recorded: DeniedAttempt[] = [];
  const parts = partsFor({ record: async (attempt) => void recorded.push(attempt) });
  const route = createRoute(parts)(
    "thing.read",
    () => null,
    async (context) => context.payer,
  );
  const ask = async (address: string) => (await route(get(address), params())).status;
  expect([await ask("/"), await ask(`/?account=${payer}`)]).toEqual([200, 200]);
  for (const other of ["77", "", "%20", "x", `${payer}&account=${payer}`, `${payer}&account=77`])
    expect(await ask(`/?account=${other}`), other).toBe(404);
  expect(recorded.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => "not_found"));
});

test("a service's own response goes out as it is, uncached, under the request's id; reading may take the body", async () => {
  const route = createRoute(partsFor())(
    "thing.export",
    async (_, __, request) => request.text(),
    async (_, text) => new Response(text, { headers: { "content-type": "text/csv" } }),
  );
  const headers = { "x-correlation-id": "r1" };
  const response = await route(get("/", { method: "POST", body: "a,b", headers }), params());
  expect(await response.text()).toBe("a,b");
  expect(response.headers.get("content-type")).toBe("text/csv");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-correlation-id")).toBe("r1");
});
