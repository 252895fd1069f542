import type { Database } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import { AppError } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import { type Ability, type Actor, may } from "@/lib/domain/policy";

/** Settings of one account that verbs need. */
export interface AccountSettings {
  /**
   * The ConfirmCode by which a payer cancels an invitation. ConfirmRelation documents no literal for it; null: not
   * offered.
   */
  readonly cancelConfirmCode: string | null;
}

/** What a verb or a read is given: who acts, on which account, with what. */
export interface Context {
  readonly database: Database;
  readonly actor: Actor;
  readonly payer: Uid;
  /** What the settings say about the account. */
  readonly account: AccountSettings;
  /** Runs through the log, the audit row and the operation to upstream's RequestId. */
  readonly correlationId: string;
  readonly now: () => number;
  /** How old an observation may be before the pages and the rules call it old, in milliseconds. */
  readonly freshForMs: number;
  /** Tells the executor that there is work. */
  readonly wake: () => void;
}

/** Throws `forbidden` unless the actor may do this on the context's account; a foreign account is `not_found`. */
export function authorise(context: Context, ability: Ability): void {
  if (!context.actor.payers.has(context.payer)) throw new AppError("not_found");
  if (!may(context.actor, ability, context.payer)) throw new AppError("forbidden");
}

/** The author of an audit row that this person's verb writes. */
export const authorOf = (context: Context): AuditAuthor => ({
  person: { id: context.actor.id },
  payerUid: context.payer,
  correlationId: context.correlationId,
});
