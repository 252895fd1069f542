import { afterAll, beforeAll, expect, test } from "vitest";
import { listAudit } from "@/lib/services/audit/list-audit";
import { recordDenied } from "@/lib/services/audit/record-denied";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
  const actor = office.actor("vic", ["viewer"]);
  const attempt = { action: "writes.switch", fields: undefined, payer: office.payer, entity: null, correlationId: "r" };
  await recordDenied({ ...attempt, code: "forbidden", actor }, office.database);
  await recordDenied({ ...attempt, code: "not_signed_in", actor: null, payer: null }, office.database);
  await recordDenied({ ...attempt, code: "bad_input", actor, fields: ["on"] }, office.database);
  await recordDenied({ ...attempt, code: "internal", actor }, office.database);
});
afterAll(() => office.close());

test("a refused attempt says who, what and why; a right that is missing is denied, the rest refused or failed", async () => {
  const log = await office.log();
  expect(log.map(({ personId, system, outcome, detail }) => [personId ?? system, outcome, detail])).toEqual([
    ["vic", "denied", '{"code":"forbidden"}'],
    ["anonymous", "denied", '{"code":"not_signed_in"}'],
    ["vic", "refused", '{"code":"bad_input","fields":["on"]}'],
    ["vic", "failed", '{"code":"internal"}'],
  ]);
});

test("what a person tried is always in the log; of what nobody in particular tries, a row a minute", async () => {
  const other = await openTempOffice();
  const attempt = { action: "draft.edit", fields: undefined, payer: null, entity: null, correlationId: "r" };
  const nobody = { ...attempt, code: "not_signed_in", actor: null } as const;
  const now = Date.now();
  for (let number = 0; number < 20; number += 1) await recordDenied({ ...nobody, address: "a" }, other.database, now);
  await recordDenied({ ...nobody, address: "b" }, other.database, now);
  await recordDenied({ ...nobody, address: "a" }, other.database, now + 60_000);
  expect((await other.log()).map(({ detail }) => detail)).toEqual([
    '{"code":"not_signed_in"}',
    '{"code":"not_signed_in"}',
    '{"code":"not_signed_in","suppressed":19}',
  ]);
  const actor = other.actor("vic", ["viewer"]);
  for (let number = 0; number < 20; number += 1)
    await recordDenied({ ...attempt, code: "forbidden", actor }, other.database, now);
  expect(await other.log()).toHaveLength(23);
  await other.close();
});

test("pages run from the newest to the first, for those who may", async () => {
  const context = office.context(office.actor("ines", ["auditor"]));
  const first = await listAudit(context, { before: null, limit: 3 });
  expect(first.rows.map(({ seq }) => seq)).toEqual([4, 3, 2]);
  expect(first).toMatchObject({ before: 2, total: 4 });
  const second = await listAudit(context, { before: 2, limit: 3 });
  expect(second.rows.map(({ seq, detail }) => [seq, detail])).toEqual([[1, { code: "forbidden" }]]);
  expect(second.before).toBeNull();
  const viewer = office.context(office.actor("vic", ["viewer"]));
  await expect(listAudit(viewer, { before: null, limit: 3 })).rejects.toMatchObject({ code: "forbidden" });
});
