import { aimedAt } from "@/lib/http/aimed-at";
import { relationView } from "@/lib/services/relations/relation-view";
import { getRoute } from "../../../_wiring/get-route";
import { relationIdOf } from "../../../_wiring/input";

export const GET = getRoute(
  "relation.read",
  ({ relationId }) => ({ relationId: relationIdOf(relationId) }),
  (context, input) => relationView(context, input),
  { entity: ({ relationId }) => aimedAt("relation", relationId) },
);
