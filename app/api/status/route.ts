import { deskStatus } from "@/lib/services/desk/desk-status";
import { getRoute } from "../../_wiring/get-route";

/** What every page shows about the account, its newest sweep and the person. */
export const GET = getRoute("desk.status", () => null, deskStatus);
