import { expect, it } from "vitest";
import { openDatabase } from "@/lib/db/database";
import { placeOf } from "@/lib/db/place";
import { freshDatabase, openFreshDatabase } from "@/lib/db/testing/fresh-database";

it("is told by server, database and timeline, and a second database of the server is another place", async () => {
  const one = await openFreshDatabase();
  const other = await freshDatabase({ migrated: true });
  const second = openDatabase(other.url);
  const [here, there] = [await placeOf(one.database.read), await placeOf(second.read)];
  expect(here).toEqual({
    engine: "postgres",
    system: expect.stringMatching(/^\d{15,}$/),
    database: expect.stringMatching(/^\d+$/),
    timeline: expect.stringMatching(/^[0-9A-F]{8}$/),
  });
  expect(await placeOf(one.database.read)).toEqual(here);
  expect(there).toEqual({ ...here, database: there.database });
  expect(there.database).not.toBe(here.database);
  await second.close();
  await other.remove();
  await one.close();
});
