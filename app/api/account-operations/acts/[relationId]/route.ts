import { aimedAt } from "@/lib/http/aimed-at";
import { relationActsView } from "@/lib/services/account-operations/relation-acts";
import { getRoute } from "../../../../_wiring/get-route";
import { relationIdOf } from "../../../../_wiring/input";

/** What can be done with a relation as a whole, and why not. */
export const GET = getRoute(
  "relation.read",
  ({ relationId }) => ({ relationId: relationIdOf(relationId) }),
  (context, input) => relationActsView(context, input),
  { entity: ({ relationId }) => aimedAt("relation", relationId) },
);
