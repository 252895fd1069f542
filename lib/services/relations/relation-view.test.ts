import { afterAll, beforeAll, expect, it } from "vitest";
import { relationRow } from "@/lib/db/testing/relation-row";
import { parseRelationId } from "@/lib/domain/ids";
import { relationView } from "@/lib/services/relations/relation-view";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
});
afterAll(() => office.close());

it("calls nothing off that was never read", async () => {
  const relationId = parseRelationId("51463");
  if (!relationId) throw new Error("a relation id");
  await office.database.transaction((tx) =>
    tx
      .insertInto("relation")
      .values(relationRow(office.payer, { relation_id: relationId, read_began_at: null }))
      .execute(),
  );
  const { codes } = await relationView(office.context(office.actor("rui", ["requester"])), { relationId });
  expect(codes.map(({ status, blocked }) => [status, blocked])).toEqual(Array(7).fill(["unknown", "never_read"]));
});
