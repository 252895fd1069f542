import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { instant, parseUid } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { exportSigner, type IssuedCodes } from "@/lib/services/exports/export-mark";
import { readSheet } from "@/lib/services/imports/read-sheet";
import { sheetVocabulary } from "@/lib/services/imports/sheet-vocabulary";
import { savedSheet } from "@/lib/services/testing/saved-sheet";
import { sheetWords } from "@/lib/services/testing/sheet-words";

const payer = parseUid("1998833470017415");
if (!payer) throw new Error("not a UID");
const { signal } = new AbortController();
const vocabulary = sheetVocabulary(sheetWords, []);
const read = (bytes: Uint8Array) => readSheet(bytes, { payer, vocabulary }, signal);

beforeAll(() => void vi.stubEnv("NEXTAUTH_SECRET", "a secret that marks files for tests only"));
afterAll(() => void vi.unstubAllEnvs());

const how = fc.record({
  separator: fc.constantFrom(",", ";", "\t"),
  encoding: fc.constantFrom("utf-8", "utf-8 with mark", "utf-16le", "utf-16be"),
  lineEnd: fc.constantFrom("\r\n", "\n", "\r"),
  quoted: fc.boolean(),
} as const);
const cell = fc.oneof(
  fc.constantFrom("", "1", "on", "off", "关", "=1+1", "1.2E+15", "6210322125051645961", " '42", "FORBID_WITHDRAW_CASH"),
  fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\0", "")),
);

test("no bytes at all make it throw", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 400 }).map((text) => Buffer.from(`UID,code,wanted\n${text}`)),
    fc.uint8Array({ maxLength: 400 }).map((tail) => Buffer.concat([Buffer.from("UID;code;wanted\r\n"), tail])),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (some) => {
      const answer = await read(some);
      if (answer.kind === "read")
        for (const { row } of [...answer.read, ...answer.refused]) expect(row).toBeGreaterThan(1);
    }),
    { numRuns: 400 },
  );
});

test("every row that says anything is either understood or refused, under its own number, however it was saved", async () => {
  const rows = fc.array(fc.array(cell, { maxLength: 5 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rows, how, async (cells, saved) => {
      const answer = await read(savedSheet([["UID", "code", "wanted"], ...cells], { ...saved, quoted: true }));
      const isBlank = (text: string) => /^[\s\p{Z}\p{C}]*'?[\s\p{Z}\p{C}]*$/u.test(text);
      const said = cells.flatMap((row, index) => (row.every(isBlank) ? [] : [index + 2]));
      if (answer.kind === "refused") expect([answer.fault, said]).toEqual(["no_rows", []]);
      else expect([...answer.read, ...answer.refused].map(({ row }) => row).toSorted((a, b) => a - b)).toEqual(said);
    }),
    { numRuns: 300 },
  );
});

test("of an export exactly the cells that differ from the issue are wishes, whatever else was done to the file", async () => {
  const status = fc.constantFrom("on", "off", "unknown");
  const relation = fc.record({
    uid: fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n }).map(String),
    relationId: fc.bigInt({ min: 1n, max: 10n ** 19n - 1n }).map(String),
    issued: fc.tuple(...permissionCodes.map(() => status)),
    wanted: fc.tuple(...permissionCodes.map(() => fc.constantFrom("", "on", "off"))),
    remark: cell,
  });
  const sheet = fc.record({
    relations: fc.uniqueArray(relation, { selector: ({ uid }) => uid, minLength: 1, maxLength: 8 }),
    order: fc.shuffledSubarray([...Array(9).keys(), 9], { minLength: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(sheet, how, async ({ relations, order }, saved) => {
      const signer = exportSigner(payer, instant(0), relations.length);
      const lines = relations.map(({ uid, relationId, issued, wanted, remark }) => {
        const codes = Object.fromEntries(permissionCodes.map((code, at) => [code, issued[at]])) as IssuedCodes;
        const shown = permissionCodes.map((code, at) => wanted[at] || codes[code]);
        return [uid, signer.mark(relationId, uid, codes), ...shown, remark];
      });
      const inOrder = (cells: readonly string[]) => order.map((place) => cells[place] ?? "");
      const cells = [
        ["id", signer.exportId],
        inOrder(["UID", "mark", ...permissionCodes, "remark"]),
        ...lines.map(inOrder),
      ];
      const answer = await read(savedSheet(cells, { ...saved, quoted: true }));
      if (answer.kind === "refused") throw new Error(answer.fault);
      expect(answer.refused).toEqual([]);
      expect(answer.read.map((row) => [row.uid, row.issued?.relationId, Object.fromEntries(row.wishes)])).toEqual(
        relations.map(({ uid, relationId, issued, wanted }) => [
          uid,
          relationId,
          Object.fromEntries(
            permissionCodes.flatMap((code, at) =>
              wanted[at] === "" || wanted[at] === issued[at] ? [] : [[code, wanted[at] === "on"]],
            ),
          ),
        ]),
      );
    }),
    { numRuns: 150 },
  );
});
