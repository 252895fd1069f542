import { afterEach, beforeEach, expect, test } from "vitest";
import { appendAudit } from "@/lib/db/queries/audit";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { openTempDatabase, type TempDatabase } from "@/lib/db/testing/temp-database";
import { searchText } from "@/lib/domain/member-search";

let temp: TempDatabase;
beforeEach(async () => {
  temp = await openTempDatabase();
});
afterEach(() => temp.close());

async function store(nickname: string): Promise<string> {
  const names = { nickname, accountName: nickname, uid: "6210322125051645960", relationId: "51463" };
  const row = relationRow(temp.payer, { nickname, account_name: nickname, search: searchText(names) });
  await temp.database.transaction((tx) => saveRelations(tx, [row], listedColumns));
  return (await temp.database.read.selectFrom("relation").select("nickname").executeTakeFirstOrThrow()).nickname;
}

test("a name of any length is kept whole, and found by its beginning", async () => {
  // Nothing that an engine could press together.
  const name = String.fromCodePoint(...Array.from({ length: 5_000 }, (_, at) => 0x4e00 + ((at * 7_919) % 20_000)));
  expect(await store(name)).toBe(name);
  const found = await temp.database.read
    .selectFrom("relation")
    .select("relation_id")
    .where("search", "like", `${name.slice(0, 200)}%`)
    .execute();
  expect(found).toHaveLength(1);
});

test("what is no text for PostgreSQL is kept as the sign for that, on either engine", async () => {
  expect(await store("a\0b \uD83D")).toBe("a\uFFFDb \uFFFD");
});

test("half a character in a detail of the log does not break its chain", async () => {
  const author = { person: null, system: "test", payerUid: null, correlationId: "c" };
  const detail = { reason: "half: \uD83D, none: \0, whole: \u{1F600}" };
  await temp.database.transaction((tx) => appendAudit(tx, author, { action: "test.done", detail }));
  const [row] = await temp.log();
  expect(JSON.parse(row?.detail ?? "")).toEqual(detail);
});
