import { AppError } from "@/lib/domain/errors";
import { aimedAt } from "@/lib/http/aimed-at";
import {
  accountOperationView,
  waitForAccountOperation,
} from "@/lib/services/account-operations/account-operation-view";
import { getRoute } from "../../../_wiring/get-route";

/** With `since`: waits up to five seconds for a version other than that one. */
export const GET = getRoute(
  "account_operation.read",
  ({ id }, search) => ({ operationId: id ?? "", since: sinceOf(search.get("since")) }),
  (context, { operationId, since }, abort) =>
    since === null
      ? accountOperationView(context, { operationId })
      : waitForAccountOperation(context, { operationId, version: since, abort }),
  { entity: ({ id }) => aimedAt("account_operation", id) },
);

function sinceOf(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw new AppError("bad_input", ["since"]);
  return Number(text);
}
