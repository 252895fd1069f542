import { draftRelations } from "@/lib/services/changes/current-draft";
import { getRoute } from "../../../../_wiring/get-route";
import { pageOf } from "../../../../_wiring/input";

export const GET = getRoute("draft.read", (_, search) => ({ page: pageOf(search.get("page")) }), draftRelations);
