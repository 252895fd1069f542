import { aimedAt } from "@/lib/http/aimed-at";
import { matrixRows } from "@/lib/services/matrix/matrix-rows";
import { getRoute } from "../../../_wiring/get-route";
import { relationIdOf } from "../../../_wiring/input";

/** `relationIds`: ids with commas between. */
export const GET = getRoute(
  "member.list",
  ({ relationIds = "" }) => ({ relationIds: relationIds.split(",").map(relationIdOf) }),
  matrixRows,
  { entity: ({ relationIds }) => aimedAt("relation", relationIds?.split(",")[0]) },
);
