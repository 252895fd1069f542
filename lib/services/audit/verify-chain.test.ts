import { assert, asyncProperty, constantFrom, integer, nat, oneof, string } from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendAudit } from "@/lib/db/queries/audit";
import { openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { verifyChain } from "@/lib/services/audit/verify-chain";

const rows = 12;
let temp: TempDatabase;
beforeEach(async () => {
  temp = await openTempDatabase();
  for (let number = 1; number <= rows; number += 1)
    await temp.database.transaction((tx) =>
      appendAudit(
        tx,
        { person: { id: "ada" }, payerUid: temp.payer, correlationId: `r${number}` },
        { action: "writes.pause", entity: `account:${temp.payer}`, detail: { number, 中: "文" } },
      ),
    );
});
afterEach(() => temp.close());

test("an untouched log holds, and rows that come on top hold with it", async () => {
  expect(await verifyChain(temp.database)).toMatchObject({ ok: true, rows });
  await temp.database.transaction((tx) =>
    appendAudit(tx, { person: null, payerUid: null, correlationId: "r" }, { action: "session.mint" }),
  );
  expect(await verifyChain(temp.database)).toMatchObject({ ok: true, rows: rows + 1 });
});

const texts = [
  "at",
  "person_id",
  "system",
  "payer_uid",
  "action",
  "outcome",
  "entity",
  "detail",
  "correlation_id",
  "previous_hash",
  "hash",
] as const;

test("any other value in any column of any row is found, at that row", async () => {
  const nullable: readonly string[] = ["person_id", "system", "payer_uid", "entity"];
  await assert(
    asyncProperty(
      integer({ min: 1, max: rows }),
      constantFrom(...texts),
      oneof(string(), constantFrom(null)),
      async (seq, column, value) => {
        const written = await temp.database.read
          .selectFrom("audit")
          .select(column)
          .where("seq", "=", seq)
          .executeTakeFirstOrThrow();
        if (value === written[column] || (value === null && !nullable.includes(column))) return;
        const put = (text: unknown) => temp.tamper(`update audit set ${column} = ? where seq = ?`, text, seq);
        await put(value);
        const verdict = await verifyChain(temp.database);
        await put(written[column]);
        expect(verdict).toMatchObject({ ok: false, seq });
      },
    ),
    { numRuns: 150 },
  );
  expect(await verifyChain(temp.database)).toMatchObject({ ok: true, rows });
});

test("a row that is gone, from the middle or the end, is found", async () => {
  await assert(
    asyncProperty(nat({ max: rows - 1 }), async (index) => {
      const other = await openTempDatabase();
      try {
        for (let number = 1; number <= rows; number += 1)
          await other.database.transaction((tx) =>
            appendAudit(tx, { person: null, payerUid: null, correlationId: `r${number}` }, { action: "session.mint" }),
          );
        await other.tamper("delete from audit where seq = ?", index + 1);
        expect(await verifyChain(other.database)).toEqual({ ok: false, seq: index + 1, problem: "missing" });
      } finally {
        await other.close();
      }
    }),
    { numRuns: 6 },
  );
});

test("rows rewritten up to the end do not match the head", async () => {
  await temp.tamper("update audit_head set hash = ?", "0".repeat(64));
  expect(await verifyChain(temp.database)).toEqual({ ok: false, seq: rows, problem: "head" });
});
