import { AppError } from "@/lib/domain/errors";
import { readReceiptQuery } from "@/lib/domain/receipt-query";
import { aimedAt } from "@/lib/http/aimed-at";
import { changeSetView, waitForChangeSet } from "@/lib/services/changes/change-set-view";
import { getRoute } from "../../../_wiring/get-route";

/** `result`, `page`: which receipts. With `since`: waits up to five seconds for a version other than that one. */
export const GET = getRoute(
  "change_set.read",
  ({ id }, search) => ({
    changeSetId: id ?? "",
    query: readReceiptQuery({ result: search.get("result"), page: search.get("page") }),
    since: sinceOf(search.get("since")),
  }),
  (context, { since, ...input }, abort) =>
    since === null ? changeSetView(context, input) : waitForChangeSet(context, { ...input, version: since, abort }),
  { entity: ({ id }) => aimedAt("change_set", id) },
);

function sinceOf(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw new AppError("bad_input", ["since"]);
  return Number(text);
}
