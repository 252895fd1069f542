import { wantedInDraft } from "@/lib/services/changes/current-draft";
import { getRoute } from "../../../../_wiring/get-route";

export const GET = getRoute("draft.read", () => null, wantedInDraft);
