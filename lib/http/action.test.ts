import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/domain/errors";
import { parseUid } from "@/lib/domain/ids";
import { createAction, createPersonalAction } from "@/lib/http/action";
import type { DeniedAttempt } from "@/lib/http/refusal";
import { partsFor, payer } from "./testing/parts-for";

const schema = z.strictObject({ id: z.string().max(5), on: z.boolean() });
const input = { id: "7", on: true };

function make(choices: Parameters<typeof partsFor>[0] = {}, fail?: unknown) {
  const recorded: DeniedAttempt[] = [];
  const done: unknown[] = [];
  const lines: string[] = [];
  const parts = partsFor({
    record: async (attempt) => void recorded.push(attempt),
    log: (line) => void lines.push(line),
    ...choices,
  });
  const service = async (_context: unknown, given: z.output<typeof schema>) => {
    if (fail !== undefined) throw fail;
    done.push(given);
    return given.id;
  };
  const act = createAction(parts)("thing.set", schema, service, { entity: ({ id }) => `thing:${id}` });
  return { act, run: act.bind(null, payer), recorded, done, lines };
}

test("does what is asked and leaves the log to the service", async () => {
  const { run, recorded, done } = make();
  expect(await run(input)).toEqual({ ok: true, value: "7" });
  expect(done).toEqual([input]);
  expect(recorded).toEqual([]);
});

test.each([
  ["none", { host: "desk.example" }],
  ["a foreign one", { host: "desk.example", origin: "https://evil.example" }],
  ["null", { host: "desk.example", origin: "null" }],
  ["one of another port", { host: "desk.example", origin: "http://desk.example:81" }],
  [
    "one that the caller says was forwarded",
    {
      host: "desk.example",
      "x-forwarded-host": "evil.example",
      origin: "https://evil.example",
    },
  ],
  ["of no host", { host: "", origin: "data:" }],
])("an Origin that is %s is refused and recorded with the person whose cookie it rode on", async (_, headers) => {
  const { run, recorded, done } = make({ headers });
  expect(await run(input)).toMatchObject({ ok: false, error: { code: "bad_origin" } });
  expect(recorded).toMatchObject([{ action: "thing.set", code: "bad_origin", actor: { id: "ada" } }]);
  expect(done).toEqual([]);
});

test("behind a proxy the desk's own address counts, and by another name of this machine the host that was asked", async () => {
  for (const headers of [
    { host: "10.0.0.1:3000", "x-forwarded-host": "desk.example", origin: "https://desk.example" },
    { host: "10.0.0.1:3000", origin: "https://desk.example" },
    { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" },
  ])
    expect(await make({ headers }).run(input)).toMatchObject({ ok: true });
});

test("what did not get as far as being parsed is in the log with what it was aimed at", async () => {
  const aimed = async (choices: Parameters<typeof partsFor>[0], given: string) => {
    const recorded: DeniedAttempt[] = [];
    const parts = partsFor({ record: async (attempt) => void recorded.push(attempt), ...choices });
    const known = z.strictObject({ relationId: z.string().max(5) });
    await createAction(parts)("thing.set", known, async () => null)(payer, JSON.parse(given));
    return recorded.map(({ code, entity }) => [code, entity]);
  };
  const evil = { headers: { host: "desk.example", origin: "https://evil.example" } };
  expect(await aimed(evil, '{"relationId":"7"}')).toEqual([["bad_origin", "relation:7"]]);
  expect(await aimed({}, '{"relationId":"7","more":1}')).toEqual([["bad_input", "relation:7"]]);
  expect(await aimed({}, '{"relationId":"ada@example.com"}')).toEqual([["bad_input", "relation:_e-mail_"]]);
  expect(await aimed({ actor: null }, '{"relationId":"7"}')).toEqual([["not_signed_in", "relation:7"]]);
  expect(await aimed({}, "null")).toEqual([["bad_input", null]]);
});

test("nobody is told to sign in before it is in the log", async () => {
  const { run, recorded } = make({ actor: null, headers: { ...same, "x-forwarded-for": "a, 192.0.2.7" } });
  expect(await run(input)).toMatchObject({ ok: false, error: { code: "not_signed_in" } });
  expect(recorded).toMatchObject([{ code: "not_signed_in", actor: null, payer: null, address: "192.0.2.7" }]);
});

test("what does not parse, or says more than it should, is refused by the names of its fields", async () => {
  const { run, recorded, done } = make();
  const send = (text: string) => run(JSON.parse(text));
  expect(await send('{"id":"123456","on":"yes"}')).toMatchObject({
    error: { code: "bad_input", fields: ["id", "on"] },
  });
  expect(await send('{"id":"7","on":true,"role":"administrator"}')).toMatchObject({ error: { code: "bad_input" } });
  for (const odd of ["null", "[]", '"7"', "{}"]) expect(await send(odd)).toMatchObject({ ok: false });
  expect(recorded).toHaveLength(6);
  expect(JSON.stringify(recorded.map(({ fields }) => fields))).not.toContain("123456");
  expect(done).toEqual([]);
});

test("a refusal of the service keeps its code and what it was aimed at; the reference is the log's", async () => {
  const { run, recorded } = make({ headers: { ...same, "x-correlation-id": "r1" } }, new AppError("forbidden"));
  expect(await run(input)).toEqual({ ok: false, error: { code: "forbidden", reference: "r1" } });
  expect(recorded).toMatchObject([{ code: "forbidden", entity: "thing:7", correlationId: "r1" }]);
});

const same = { host: "desk.example", origin: "http://desk.example" };

test("an unknown error is `internal`; its cause is in the logger, scrubbed, and nowhere else", async () => {
  const cause = new Error("SELECT for ada@example.com at https://host/?token=1 failed");
  const { run, recorded, lines } = make({ headers: { ...same, "x-correlation-id": "r2" } }, cause);
  expect(await run(input)).toEqual({ ok: false, error: { code: "internal", reference: "r2" } });
  expect(recorded).toMatchObject([{ code: "internal" }]);
  expect(lines.join()).toContain("r2");
  expect(lines.join()).toContain("SELECT for [e-mail]");
  expect(lines.join()).not.toMatch(/ada@|token=1/);
});

test("a refusal that could not be written down is answered as `internal`; a fault of storage stays itself", async () => {
  const record = () => Promise.reject(new Error("disk full"));
  expect(await make({ record }, new AppError("forbidden")).run(input)).toMatchObject({ error: { code: "internal" } });
  expect(await make({ record }, new AppError("storage_full")).run(input)).toMatchObject({
    error: { code: "storage_full" },
  });
});

test("a redirect of Next gets through", async () => {
  const { run, recorded } = make({}, new Error("NEXT_REDIRECT"));
  await expect(run(input)).rejects.toThrow("NEXT_REDIRECT");
  expect(recorded).toEqual([]);
});

test("an action is about the account that it was bound to: none is refused, a foreign one is not there", async () => {
  const { act, recorded, done } = make();
  const other = parseUid("77");
  if (!other) throw new Error("not a UID");
  expect(await act(other, input)).toMatchObject({ ok: false, error: { code: "not_found" } });
  for (const none of ["null", '""', "{}", "7"])
    expect(await act(JSON.parse(none), input)).toMatchObject({
      ok: false,
      error: { code: "bad_input", fields: ["account"] },
    });
  expect(recorded.map(({ code, payer }) => [code, payer])).toEqual([
    ["not_found", null],
    ...Array.from({ length: 4 }, () => ["bad_input", null]),
  ]);
  expect(done).toEqual([]);
});

test("an action about the person alone asks for no account", async () => {
  const recorded: DeniedAttempt[] = [];
  const parts = partsFor({ record: async (attempt) => void recorded.push(attempt) });
  const leave = createPersonalAction(parts)("session.leave", z.strictObject({}), async ({ actor }) => actor.name);
  expect(await leave({})).toEqual({ ok: true, value: "ada" });
  expect(await leave(JSON.parse('{"more":1}'))).toMatchObject({ ok: false, error: { code: "bad_input" } });
  expect(recorded).toMatchObject([{ action: "session.leave", payer: null, actor: { id: "ada" } }]);
});
