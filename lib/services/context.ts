import type { Database } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import type { Reach } from "@/lib/db/queries/scope";
import { AppError } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import { type Ability, type Actor, abilitiesOf, isLook, may } from "@/lib/domain/policy";

/** What a verb that needs nobody to be signed in is given. */
export interface PublicContext {
  readonly database: Database;
  /** Runs through the log, the audit row and the operation to upstream's RequestId. */
  readonly correlationId: string;
  readonly now: () => number;
}

/** What a verb about the person alone is given. */
export interface PersonalContext extends PublicContext {
  readonly actor: Actor;
}

/** What is known of the account of a request beyond its rows. */
export interface ContextAccount {
  /** What people call it; `null`: it has no name. */
  readonly name: string | null;
  /** Calls a second; `null` for an account that is not configured any more. */
  readonly ratePerSecond: number | null;
  /**
   * The ConfirmCode by which a payer cancels an invitation. ConfirmRelation documents no literal for it; null: not
   * offered.
   */
  readonly cancelConfirmCode: string | null;
  /** It was configured once and is not now: there are no credentials, so one can only look. */
  readonly retired: boolean;
}

/** What a verb or a read is given: who acts, on which account, with what. */
export interface Context extends PersonalContext {
  readonly payer: Uid;
  readonly account: ContextAccount;
  /** How old an observation may be before the pages and the rules call it old, in milliseconds. */
  readonly freshForMs: number;
  /** Tells the executor that there is work. */
  readonly wake: () => void;
}

/**
 * Throws `forbidden` unless the actor may do this on the context's account; a foreign account is `not_found`. On an
 * account without credentials one can look, and nothing else: `writes_off`.
 */
export function authorise(context: Context, ability: Ability): void {
  if (!context.actor.payers.has(context.payer)) throw new AppError("not_found");
  if (!may(context.actor, ability, context.payer)) throw new AppError("forbidden");
  if (context.account.retired && !isLook(ability)) throw new AppError("writes_off");
}

/** Whose relations the actor reaches: the context's account's, within their scope. What is out of it is `not_found`. */
export const reachOf = ({ payer, actor }: Pick<Context, "payer" | "actor">): Reach => ({ payer, scope: actor.scope });

/** All that the actor may do on the context's account: the page hides what the verb would refuse. */
export const abilitiesIn = ({ actor, payer, account }: Context): readonly Ability[] =>
  abilitiesOf(actor, payer).filter((ability) => !account.retired || isLook(ability));

/** The author of an audit row about the person alone. */
export const personalAuthor = (context: PersonalContext): AuditAuthor => ({
  person: { id: context.actor.id },
  payerUid: null,
  correlationId: context.correlationId,
});

/** The author of an audit row that this person's verb writes. */
export const authorOf = (context: Context): AuditAuthor => ({
  person: { id: context.actor.id },
  payerUid: context.payer,
  correlationId: context.correlationId,
});
