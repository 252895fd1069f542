import { readMemberQuery } from "@/lib/domain/member-query";
import { matrixView } from "@/lib/services/matrix/matrix-view";
import { getRoute } from "../../_wiring/get-route";

export const GET = getRoute("member.list", (_, search) => ({ query: readMemberQuery(search).query }), matrixView);
