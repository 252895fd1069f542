import { knownFacts } from "@/lib/services/facts/known-facts";
import { getRoute } from "../../_wiring/get-route";

/** The owners, cost centres and tags in use, for those who filter by them or write one. */
export const GET = getRoute("member.list", () => null, knownFacts);
