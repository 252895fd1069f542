import type { Unaccepted } from "@/lib/bss/answer";
import type { ListedRelation, RelationPage } from "@/lib/bss/gateway";
import { instant, type RelationId } from "@/lib/domain/ids";
import type { SweeperTerms } from "@/lib/worker/sweeper-terms";
import { relationId, uid } from "@/lib/worker/testing/temp-desk";

/** An upstream that answers what a test says: for what the simulator has no switch for. */
export interface ScriptedUpstream {
  readonly payerUid: string;
  readonly gateway: SweeperTerms["gateway"];
  /** Relation ids of the list, at each list request from 0. */
  list: (request: number) => readonly string[];
  /** Changes an answer about the list. */
  page: (page: RelationPage, request: number) => RelationPage;
  /** Why the n-th permission read, from 0, is not answered; null: it is. */
  refuse: (read: number, relationId: RelationId) => Unaccepted | null;
  /** Called as each permission read begins; the answer comes when it is done. */
  onRead: (relationId: RelationId) => Promise<void>;
  readonly reads: RelationId[];
}

const evidence = () => ({
  beganAt: instant(Date.now()),
  endedAt: instant(Date.now()),
  status: 200,
  code: "Success",
  message: null,
  requestId: "answered",
  hostId: null,
  success: true,
});

export const unaccepted = (kind: "refused" | "ambiguous", code: string | null): Unaccepted => {
  const said = { ...evidence(), status: kind === "refused" ? 403 : 500, code, success: null };
  return kind === "refused" ? { kind, evidence: said } : { kind, reason: "server_error", evidence: said };
};

const payer = uid("1000000000000001");

const listed = (id: string): ListedRelation => ({
  relationId: relationId(id),
  accountId: uid(`2000000000${id.padStart(6, "0")}`),
  accountName: `account ${id}`,
  nickname: "",
  counterpart: "MEMBER",
  type: "FinancialManagement",
  state: "RELATED",
  setupTime: null,
  startTime: null,
  endTime: null,
  timesReadable: true,
});

export function scriptUpstream(relationIds: readonly string[]): ScriptedUpstream {
  let requests = 0;
  const upstream: ScriptedUpstream = {
    payerUid: payer,
    list: () => relationIds,
    page: (page) => page,
    refuse: () => null,
    onRead: async () => {},
    reads: [],
    gateway: {
      async queryRelationList({ pageNum, pageSize }) {
        const all = upstream.list(requests);
        const rows = all.slice((pageNum - 1) * pageSize, pageNum * pageSize).map(listed);
        const page = { pageNum, pageSize, totalCount: all.length, rows, unreadable: 0 };
        const value = upstream.page(page, requests);
        requests += 1;
        return { kind: "accepted", value, evidence: evidence() };
      },
      async queryPermissionList(relationId) {
        const said = evidence();
        const refused = upstream.refuse(upstream.reads.length, relationId);
        upstream.reads.push(relationId);
        await upstream.onRead(relationId);
        if (refused) return refused;
        const { accountId, type, state } = listed(relationId);
        const times = { setupTime: null, startTime: null, endTime: null, timesReadable: true };
        const value = { masterId: payer, memberId: accountId, type, state, ...times, rows: [] };
        return { kind: "accepted", value, evidence: { ...said, endedAt: instant(Date.now()) } };
      },
    },
  };
  return upstream;
}
