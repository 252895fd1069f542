import type { RelationId, Uid } from "@/lib/domain/ids";
import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";

/** ModifyAccountRelation: one ADD or one DELETE of one or more codes on one relation. */
export interface ModifyCommand {
  relationId: RelationId;
  payer: Uid;
  member: Uid;
  verb: "ADD" | "DELETE";
  codes: readonly PermissionCode[];
  /** Our mark for this operation; every attempt of it carries the same one. */
  requestId: string;
}

/** CreateAgAccount: its nine fields as typed, `null` for what is left out. It takes no RequestId. */
export interface CreateAccountCommand {
  readonly loginEmail: string;
  /** Documented is only `1`, an enterprise, which needs its name. */
  readonly accountAttr: string | null;
  readonly enterpriseName: string | null;
  readonly firstName: string | null;
  /** 64 characters at most. */
  readonly lastName: string | null;
  readonly nationCode: string | null;
  readonly provinceName: string | null;
  readonly cityName: string | null;
  readonly postcode: string | null;
}

/** AddAccountRelation: links an account that exists, or invites it. */
export interface LinkCommand {
  readonly requestId: string;
  readonly payer: Uid;
  readonly member: Uid;
  /** The display name (ChildNick). */
  readonly nickname: string | null;
  readonly grant: { kind: "permissions"; codes: readonly PermissionCode[] } | { kind: "trusteeship" };
}

/** RelieveAccountRelation: ends a link. */
export interface UnlinkCommand {
  readonly requestId: string;
  readonly relationId: RelationId;
  readonly payer: Uid;
  readonly member: Uid;
}

/**
 * ConfirmRelation: `child_agree` and `child_disagree` as the member. For "the management account cancels" the pages
 * give a phrase and no literal, so the code is a text.
 */
export interface ConfirmCommand {
  readonly requestId: string;
  readonly relationId: RelationId;
  readonly parent: Uid;
  readonly child: Uid;
  /** Those of the invitation (documented: they must be the same); none for a trusteeship. */
  readonly codes: readonly PermissionCode[];
  readonly confirmCode: string;
}

/**
 * Why a command must never be sent, or `null`. The types say much of the same; but a command comes from storage, and
 * one without codes, of another account, or without its mark must not leave.
 */
export const neverSent = {
  modify: ({ payer, codes, requestId }: ModifyCommand, account: Uid): string | null =>
    ofAnother(payer, account) ?? withoutCodes(codes) ?? outsideCatalogue(codes) ?? unmarked(requestId),

  create({ loginEmail, accountAttr, enterpriseName, lastName }: CreateAccountCommand): string | null {
    if (loginEmail.trim() === "") return "the command has no LoginEmail";
    if (accountAttr === "1" && !enterpriseName?.trim()) return "the command is for an enterprise without a name";
    if ((lastName?.length ?? 0) > 64) return "the command has a LastName of more than 64 characters";
    return null;
  },

  link({ payer, member, grant, requestId }: LinkCommand, account: Uid): string | null {
    const codes = grant.kind === "permissions" ? grant.codes : null;
    const fault = codes && (withoutCodes(codes) ?? outsideCatalogue(codes));
    return ofAnother(payer, account) ?? ofOneAccount(payer, member) ?? fault ?? unmarked(requestId);
  },

  unlink: ({ payer, requestId }: UnlinkCommand, account: Uid): string | null =>
    ofAnother(payer, account) ?? unmarked(requestId),

  confirm({ parent, child, codes, confirmCode, requestId }: ConfirmCommand, account: Uid): string | null {
    if (parent !== account && child !== account) return "the command is between other accounts";
    if (!/^[A-Za-z_]{1,64}$/.test(confirmCode)) return "the command has no ConfirmCode";
    return ofOneAccount(parent, child) ?? outsideCatalogue(codes) ?? unmarked(requestId);
  },
} as const;

const ofAnother = (payer: Uid, account: Uid) => (payer === account ? null : "the command is for another payer");
const ofOneAccount = (one: Uid, other: Uid) => (one === other ? "the command links an account to itself" : null);
const withoutCodes = (codes: readonly string[]) => (codes.length === 0 ? "the command has no codes" : null);
const outsideCatalogue = (codes: readonly string[]) =>
  codes.every(isPermissionCode) ? null : "the command has a code outside the catalogue";
const unmarked = (requestId: string) => (requestId === "" ? "the command has no RequestId" : null);
