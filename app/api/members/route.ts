import { readMemberQuery } from "@/lib/domain/member-query";
import { listMembers } from "@/lib/services/members/list-members";
import { getRoute } from "../../_wiring/get-route";

export const GET = getRoute("member.list", (_, search) => readMemberQuery(search).query, listMembers);
