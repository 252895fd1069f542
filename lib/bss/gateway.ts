import "server-only";
import type { RelationId, Uid } from "@/lib/domain/ids";
import type { RelationState } from "@/lib/domain/relation-state";
import type { Answer } from "./answer";
import {
  type ConfirmCommand,
  type CreateAccountCommand,
  type LinkCommand,
  type ModifyCommand,
  neverSent,
  type UnlinkCommand,
} from "./commands";
import type { Expected } from "./judge";
import type { Load } from "./lanes";
import { type AccountRelation, parseAccountRelation } from "./parse-account-relation";
import { type CallerIdentity, parseCallerIdentity } from "./parse-caller-identity";
import { type CreatedAccount, parseCreatedAccount } from "./parse-created-account";
import { type FinancialAccountInfo, parseFinancialAccount } from "./parse-financial-account";
import { type Link, parseLink } from "./parse-link";
import { type PermissionAnswer, parsePermissionList } from "./parse-permission-list";
import { parseRelationList, type RelationPage } from "./parse-relation-list";
import { isRefusalOfCreate } from "./refusals";
import type { ApiRequest } from "./sdk";
import { createWire, type ReadOptions, type Wire, type WireSettings, type WriteGuards } from "./wire";

export type { ConfirmCommand, CreateAccountCommand, LinkCommand, ModifyCommand, UnlinkCommand } from "./commands";
export type { AccountRelation } from "./parse-account-relation";
export type { CallerIdentity } from "./parse-caller-identity";
export type { CreatedAccount } from "./parse-created-account";
export type { FinancialAccountInfo } from "./parse-financial-account";
export type { PermissionAnswer } from "./parse-permission-list";
export type { ListedRelation, RelationPage } from "./parse-relation-list";
export type { AnsweredCall, ReadOptions, WireSettings, WriteGuards } from "./wire";

/** A write's answer, or that a guard kept it in. */
export type Sent<T> = Answer<T> | { kind: "fenced" };

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
  /** GetAccountRelation: one relation as seen from either side. */
  getAccountRelation(relationId: RelationId, options: ReadOptions): Promise<Answer<AccountRelation>>;
  queryFinancialAccountInfo(uid: Uid, options: ReadOptions): Promise<Answer<FinancialAccountInfo>>;
  /*
   * The writes. `ready` is asked when credentials and the turn in the rate have come, `fence` in the same tick in which
   * the request is handed to the socket; when either says no, nothing is sent. A command that must never be sent (see
   * `commands.ts`) is `unreachable`, "invalid_command".
   */
  modifyAccountRelation(command: ModifyCommand, guards: WriteGuards): Promise<Sent<void>>;
  /**
   * CreateAgAccount. Accepted with an accepted Code, an exact Pk, and this payer as Mpk; Success may be absent. Its own
   * refusals come with HTTP 200 and even with Success true. No part of an answer repeats the LoginEmail, and no Message the names.
   */
  createAgAccount(command: CreateAccountCommand, guards: WriteGuards): Promise<Sent<CreatedAccount>>;
  /** AddAccountRelation. Accepted also without a readable RelationId, which is `null` then. */
  addAccountRelation(command: LinkCommand, guards: WriteGuards): Promise<Sent<Link>>;
  relieveAccountRelation(command: UnlinkCommand, guards: WriteGuards): Promise<Sent<void>>;
  confirmRelation(command: ConfirmCommand, guards: WriteGuards): Promise<Sent<void>>;
  /** What of the rate is used now. */
  load(): Load;
}

export interface GatewaySettings extends WireSettings {
  payer: Uid;
}

/** Makes the gateway of one account. Loads nothing and sends nothing until it is used. */
export function createGateway({ payer, ...settings }: GatewaySettings): Gateway {
  const wire = createWire(settings);

  const write = async <T>(
    fault: string | null,
    request: Omit<ApiRequest, "service">,
    expected: Expected<T>,
    guards: WriteGuards,
  ): Promise<Sent<T>> =>
    fault === null
      ? wire.write({ service: "bss", ...request }, expected, guards)
      : wire.unsent("invalid_command", fault);

  return {
    load: () => wire.load(),
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
    getAccountRelation: (relationId, options) =>
      wire.read(
        { service: "bss", action: "GetAccountRelation", method: "GET", query: { RelationId: relationId } },
        {
          proof: "code",
          read: parseAccountRelation,
          doubt: (relation) => (relation.relationId === relationId ? null : "odd_body"),
        },
        options,
      ),
    queryFinancialAccountInfo: (uid, options) =>
      wire.read(
        { service: "bss", action: "QueryFinancialAccountInfo", query: { UserId: uid } },
        { proof: "code", read: parseFinancialAccount },
        options,
      ),
    modifyAccountRelation: (command, guards) =>
      write(
        neverSent.modify(command, payer),
        {
          action: "ModifyAccountRelation",
          query: {
            RelationOperation: command.verb,
            RequestId: command.requestId,
            RelationId: command.relationId,
            ...ends(command.payer, command.member),
            PermissionCodes: command.codes,
          },
        },
        done,
        guards,
      ),
    createAgAccount: (command, guards) =>
      write(
        neverSent.create(command),
        {
          action: "CreateAgAccount",
          query: {
            LoginEmail: command.loginEmail,
            ...given({
              AccountAttr: command.accountAttr,
              EnterpriseName: command.enterpriseName,
              FirstName: command.firstName,
              LastName: command.lastName,
              NationCode: command.nationCode,
              ProvinceName: command.provinceName,
              CityName: command.cityName,
              Postcode: command.postcode,
            }),
          },
          secrets: {
            email: command.loginEmail,
            names: [command.enterpriseName, command.firstName, command.lastName].filter((name) => name !== null),
          },
        },
        {
          proof: "code",
          read: parseCreatedAccount,
          refuses: isRefusalOfCreate,
          doubt: ({ mpk }) => (mpk === payer ? null : "other_payer"),
        },
        guards,
      ),
    addAccountRelation: (command, guards) =>
      write(
        neverSent.link(command, payer),
        {
          action: "AddAccountRelation",
          query: {
            RequestId: command.requestId,
            ...ends(command.payer, command.member),
            ...given({ ChildNick: command.nickname }),
            ...(command.grant.kind === "permissions"
              ? { PermissionCodes: command.grant.codes }
              : { RoleCodes: ["trusteeship"] }),
          },
        },
        { proof: "code_and_success", read: parseLink },
        guards,
      ),
    relieveAccountRelation: (command, guards) =>
      write(
        neverSent.unlink(command, payer),
        {
          action: "RelieveAccountRelation",
          query: {
            RequestId: command.requestId,
            RelationId: command.relationId,
            ...ends(command.payer, command.member),
          },
        },
        done,
        guards,
      ),
    confirmRelation: (command, guards) =>
      write(
        neverSent.confirm(command, payer),
        {
          action: "ConfirmRelation",
          query: {
            RequestId: command.requestId,
            RelationId: command.relationId,
            ...ends(command.parent, command.child),
            ConfirmCode: command.confirmCode,
            PermissionCodes: command.codes,
          },
        },
        done,
        guards,
      ),
  };
}

/** A write that answers with nothing but its word. */
const done: Expected<void> = { proof: "code_and_success", read: () => undefined };

/** Whom a relation is between. Source: every write of a relation takes one type, `enterprise_group`. */
const ends = (payer: Uid, member: Uid) => ({
  RelationType: "enterprise_group",
  ParentUserId: payer,
  ChildUserId: member,
});

/** The parameters that somebody gave. */
function given(parameters: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
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
