import { afterEach, beforeEach, expect, it } from "vitest";
import { noon } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";
import { listSweeps } from "@/lib/services/sweeps/list-sweeps";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";
import { walkPages } from "@/lib/services/testing/walk-pages";

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
});
afterEach(() => office.close());

it("shows every sweep once over its pages, also where the same moment lies on two of them", async () => {
  const counts = { pages: 0, rows: 0, duplicates: 0, unreadable: 0, total_count: 0 };
  const reads = { permissions_fresh: 0, permissions_due: 0, permissions_done: 0, permissions_failed: 0 };
  const rows = Array.from({ length: 110 }, (_, index) => ({
    ...{ id: `sweep-${(index * 37) % 110}`, payer_uid: office.payer, cause: "schedule", status: "complete" },
    ...{ started_at: instant(noon + (index < 20 ? 1 : index < 80 ? 0 : -1)), ended_at: instant(noon + 2) },
    ...{ listed_at: instant(noon + 2), error_code: null, error_request_id: null, ...counts, ...reads },
  }));
  await office.database.transaction((tx) => tx.insertInto("sweep").values(rows).execute());
  const context = office.context(office.actor("ruth", ["viewer"]));
  const pages = await walkPages((before) => listSweeps(context, { before }));
  expect(pages.map((ids) => ids.length)).toEqual([50, 50, 10]);
  expect(new Set(pages.flat()).size).toBe(110);
});
