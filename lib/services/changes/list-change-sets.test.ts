import { afterEach, beforeEach, expect, it } from "vitest";
import { noon } from "@/lib/db/testing/temp-database";
import { instant } from "@/lib/domain/ids";
import { listChangeSets } from "@/lib/services/changes/list-change-sets";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";
import { walkPages } from "@/lib/services/testing/walk-pages";

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("ruth@example.com", ["requester"]);
});
afterEach(() => office.close());

it("shows every set once over its pages, also where the same moment lies on two of them", async () => {
  // Ends that come together are applied in one go. Rows 20 to 79 are of one moment; a page is 50.
  const rows = Array.from({ length: 110 }, (_, index) => ({
    id: `set-${(index * 37) % 110}`,
    payer_uid: office.payer,
    purpose: "change" as const,
    status: "done" as const,
    person_id: "ruth",
    reason: "an end that came",
    plan_hash: null,
    created_at: instant(noon),
    applied_at: instant(noon + (index < 20 ? 1 : index < 80 ? 0 : -1)),
    stopped_at: null,
    correlation_id: "c",
    version: 1,
    approval_id: null,
    until: null,
    stop_reason: null,
  }));
  await office.database.transaction((tx) => tx.insertInto("change_set").values(rows).execute());
  const context = office.context(office.actor("ruth", ["requester"]));
  const pages = await walkPages((before) => listChangeSets(context, { before }));
  expect(pages.map((ids) => ids.length)).toEqual([50, 50, 10]);
  expect(new Set(pages.flat()).size).toBe(110);
});
