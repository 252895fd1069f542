import "server-only";
import type { RelationId, Uid } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";
import type { RelationState } from "@/lib/domain/relation-state";
import type { Answer } from "./answer";
import { type CallerIdentity, parseCallerIdentity } from "./parse-caller-identity";
import { type PermissionAnswer, parsePermissionList } from "./parse-permission-list";
import { parseRelationList, type RelationPage } from "./parse-relation-list";
import { createWire, type ReadOptions, type Wire, type WireSettings, type WriteGuards } from "./wire";

export type { CallerIdentity } from "./parse-caller-identity";
export type { PermissionAnswer } from "./parse-permission-list";
export type { ListedRelation, RelationPage } from "./parse-relation-list";
export type { ReadOptions, WireSettings } from "./wire";

export interface ModifyCommand {
  relationId: RelationId;
  payer: Uid;
  member: Uid;
  verb: "ADD" | "DELETE";
  codes: readonly PermissionCode[];
  /** Our mark for this operation; every attempt of it carries the same one. */
  requestId: string;
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
   * ModifyAccountRelation. `ready` is asked when credentials and the turn in the rate have come, `fence` in the same
   * tick in which the request is handed to the socket; when either says no, nothing is sent. A command that must never
   * be sent (no codes, a code outside the catalogue, another payer) is `unreachable`, "invalid_command".
   */
  modifyAccountRelation(command: ModifyCommand, options: WriteGuards): Promise<Answer<void> | { kind: "fenced" }>;
}

export interface GatewaySettings extends WireSettings {
  payer: Uid;
}

/** Makes the gateway of one account. Loads nothing and sends nothing until it is used. */
export function createGateway({ payer, ...settings }: GatewaySettings): Gateway {
  const wire = createWire(settings);
  return {
    callerIdentity: (options) => askCallerIdentity(wire, options),
    queryRelationList: ({ pageNum, pageSize, states }, options) =>
      wire.read(
        {
          service: "bss",
          action: "QueryRelationList",
          query: { UserId: payer, PageNum: String(pageNum), PageSize: String(pageSize), StatusList: states },
        },
        { proof: "code", read: parseRelationList },
        options,
      ),
    queryPermissionList: (relationId, options) =>
      wire.read(
        { service: "bss", action: "QueryPermissionList", query: { RelationId: relationId } },
        { proof: "code", read: parsePermissionList },
        options,
      ),
    modifyAccountRelation: async (command, guards) => {
      const fault = whyNeverSent(command, payer);
      if (fault !== null) return wire.unsent("invalid_command", fault);
      return wire.write(
        {
          service: "bss",
          action: "ModifyAccountRelation",
          query: {
            RelationOperation: command.verb,
            RequestId: command.requestId,
            RelationId: command.relationId,
            RelationType: "enterprise_group",
            ParentUserId: command.payer,
            ChildUserId: command.member,
            PermissionCodes: command.codes,
          },
        },
        guards,
      );
    },
  };
}

/** Whose keys these are, where no account is configured yet. */
export const callerIdentityOf = (settings: WireSettings, options: ReadOptions): Promise<Answer<CallerIdentity>> =>
  askCallerIdentity(createWire(settings), options);

const askCallerIdentity = (wire: Wire, options: ReadOptions): Promise<Answer<CallerIdentity>> =>
  wire.read(
    { service: "sts", action: "GetCallerIdentity", query: {} },
    { proof: "shape", read: parseCallerIdentity },
    options,
  );

/** The types say the same; a command comes from storage, and a Modify without codes must never leave. */
function whyNeverSent(command: ModifyCommand, payer: Uid): string | null {
  if (command.payer !== payer) return "the command is for another payer";
  if (command.codes.length === 0) return "the command has no codes";
  if (!command.codes.every(isPermissionCode)) return "the command has a code outside the catalogue";
  if (command.requestId === "") return "the command has no RequestId";
  return null;
}
