/**
 * Writes that make, link or end an account relation: CreateAgAccount (`create`), AddAccountRelation (`link`),
 * RelieveAccountRelation (`unlink`), and ConfirmRelation as the payer (`cancel`) or as the member (`accept`, `decline`).
 */
export const accountOperationKinds = ["create", "link", "unlink", "cancel", "accept", "decline"] as const;
export type AccountOperationKind = (typeof accountOperationKinds)[number];

/** The acts on a relation that exists. */
export const relationActs = ["unlink", "cancel", "accept", "decline"] as const;
export type RelationAct = (typeof relationActs)[number];

/**
 * How an account operation ended, or where it stands with upstream. Beside the outcomes of a change: `created_unseen`
 * (answered with the new account's UID, which no read has shown yet), and what a person found in the console after a
 * create whose end is not known (`recorded_created`, `recorded_not_created`).
 */
export const accountOutcomes = [
  "verified",
  "already_so",
  "awaiting_member",
  "declined_by_member",
  "created_unseen",
  "refused",
  "not_confirmed",
  "no_effect",
  "not_sent",
  "recorded_created",
  "recorded_not_created",
] as const;
export type AccountOutcome = (typeof accountOutcomes)[number];

/** Why an account operation was not sent. */
export const accountNotSentReasons = [
  "stale",
  "cancelled",
  "expired",
  "approval_void",
  "rejected",
  "unreachable",
  "unreadable",
  "restored",
] as const;
export type AccountNotSentReason = (typeof accountNotSentReasons)[number];

/** Why an act on a relation, or the making of one, is not to be had now, in order of precedence. */
export const actBlockReasons = [
  "no_right",
  "not_payer",
  "not_member",
  "gone",
  "wrong_state",
  "not_offered",
  "codes_unknown",
  "second_person",
  "operation_open",
  "writes_off",
] as const;
export type ActBlockReason = (typeof actBlockReasons)[number];
