import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/domain/errors";
import { createAction } from "@/lib/http/action";
import { createRoute } from "@/lib/http/route";
import { partsFor, payer } from "@/lib/http/testing/parts-for";

const secrets = ["ops@example.com", "hunter2-password", "one", "ada@example.com"];
const input = { loginEmail: "ops@example.com", password: "hunter2-password" };
const origin = { origin: "http://desk.example", host: "desk.example", "x-correlation-id": "r-7" };

/** The lines that a call leaves. */
async function logged(call: (parts: ReturnType<typeof partsFor>) => Promise<unknown>): Promise<unknown[]> {
  const lines: string[] = [];
  await call(partsFor({ headers: origin, log: (line) => void lines.push(line) }));
  for (const secret of secrets) expect(lines.join("")).not.toContain(`"${secret}"`);
  return lines.map((line) => JSON.parse(line));
}

const schema = z.object({ loginEmail: z.string(), password: z.string() });

test("an action leaves one line: what, who, on which account, how it ended; nothing that was typed", async () => {
  const done = await logged((parts) => createAction(parts)("thing.do", schema, async () => null)(payer, input));
  expect(done).toEqual([
    expect.objectContaining({
      msg: "action",
      action: "thing.do",
      correlationId: "r-7",
      personId: "ada",
      account: payer,
      outcome: "done",
      ms: expect.any(Number),
    }),
  ]);
  const refusing = async () => Promise.reject(new AppError("forbidden"));
  const refused = await logged((parts) => createAction(parts)("thing.do", schema, refusing)(payer, input));
  expect(refused).toEqual([expect.objectContaining({ outcome: "forbidden", correlationId: "r-7" })]);
  const fault = async () => Promise.reject(new Error("no room for ops@example.com, Bearer hunter2-password"));
  const failed = await logged((parts) => createAction(parts)("thing.do", schema, fault)(payer, input));
  expect(failed.at(-1)).toMatchObject({ outcome: "internal", correlationId: "r-7" });
  expect(JSON.stringify(failed)).not.toContain("ops@example.com");
});

test("a read that goes well leaves none, a refused one does", async () => {
  const request = () =>
    new Request("http://desk.example/?q=ops@example.com", { headers: { "x-correlation-id": "r-8" } });
  const params = { params: Promise.resolve({}) };
  const read = (answer: () => Promise<unknown>) =>
    logged((parts) => createRoute(parts)("thing.read", () => null, answer)(request(), params));
  expect(await read(async () => null)).toEqual([]);
  expect(await read(() => Promise.reject(new AppError("not_found")))).toEqual([
    expect.objectContaining({ msg: "read", action: "thing.read", outcome: "not_found", correlationId: "r-8" }),
  ]);
});
