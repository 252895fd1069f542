import "server-only";
import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { RelationState } from "@/lib/domain/relation-state";
import type { Answer } from "./answer";
import type { CredentialSource } from "./credentials";
import type { Endpoint } from "./endpoints";

/** Who goes first when the rate is scarce: the write path, then a person who waits, then the sweep. */
export type Priority = "write" | "person" | "sweep";

export interface ReadOptions {
  priority: Priority;
  /** Takes the read out of the queue, ends a wait between tries, drops a request in flight: `ambiguous`, "cancelled". */
  signal?: AbortSignal;
  /** `false`: one try only. Otherwise what may pass (throttled, ambiguous, unreachable) is tried four times in all. */
  retry?: boolean;
}

/** Three times that upstream gives of one thing; `timesReadable` is false when one was neither empty nor a time. */
interface Times {
  startTime: Instant | null;
  endTime: Instant | null;
  timesReadable: boolean;
}

/** One row of QueryRelationList. `counterpart`, `type` and `state` are raw, so that what nobody knows is still shown. */
export interface ListedRelation extends Times {
  relationId: RelationId;
  /** The account at the other end. */
  accountId: Uid;
  accountName: string;
  nickname: string;
  counterpart: string;
  type: string;
  state: string;
  setupTime: Instant | null;
}

export interface RelationPage {
  /** As answered, which may differ from what was asked (the page cap is not documented); `null` when absent. */
  pageNum: number | null;
  pageSize: number | null;
  totalCount: number;
  rows: ListedRelation[];
  /** Rows whose ids could not be read exactly. They are counted here, and are in `totalCount`. */
  unreadable: number;
}

/** One row of PermissionList, code and name as they came (a name may end in a line break). */
export interface PermissionRow extends Times {
  rawCode: string;
  name: string;
}

/** An answer of QueryPermissionList that counts as a read. `type` and `state` are raw. */
export interface PermissionAnswer extends Times {
  masterId: Uid;
  memberId: Uid;
  type: string;
  state: string;
  setupTime: Instant | null;
  rows: PermissionRow[];
}

export interface ModifyCommand {
  relationId: RelationId;
  payer: Uid;
  member: Uid;
  verb: "ADD" | "DELETE";
  codes: readonly PermissionCode[];
  /** Our mark for this operation; every attempt of it carries the same one. */
  requestId: string;
}

export interface CallerIdentity {
  accountId: Uid;
  arn: string;
}

/**
 * One account's way to Alibaba Cloud. Nothing here throws: whatever happens is one of the five classes of answer.
 * Reads are tried again within bounds; a write is sent at most once per call.
 */
export interface Gateway {
  /** STS GetCallerIdentity 2015-04-01: whose keys these are. */
  callerIdentity(options: ReadOptions): Promise<Answer<CallerIdentity>>;
  /** QueryRelationList of the payer. An empty `states` asks for upstream's default, which hides ended links. */
  queryRelationList(
    query: { pageNum: number; pageSize: number; states: readonly RelationState[] },
    options: ReadOptions,
  ): Promise<Answer<RelationPage>>;
  queryPermissionList(relationId: RelationId, options: ReadOptions): Promise<Answer<PermissionAnswer>>;
  /**
   * ModifyAccountRelation. `fence` is called after the credentials and the turn in the rate, in the same tick in
   * which the request is handed to the socket; when it returns false nothing is sent. A command that must never
   * be sent (no codes, a code outside the catalogue, another payer) is `unreachable`, "invalid_command".
   */
  modifyAccountRelation(
    command: ModifyCommand,
    options: { fence: () => boolean },
  ): Promise<Answer<void> | { kind: "fenced" }>;
}

export interface GatewaySettings {
  payer: Uid;
  endpoint: Endpoint;
  stsEndpoint: Endpoint;
  credentials: CredentialSource;
  /** The whole of one request, from connecting to the last byte of the answer. */
  callTimeoutMs: number;
  ratePerSecond: number;
  concurrency: number;
  now?: () => number;
}

/** Makes the gateway of one account. Loads nothing and sends nothing until it is used. */
export function createGateway(_settings: GatewaySettings): Gateway {
  throw new Error("the gateway is being built");
}
