import { checkEnd } from "@/lib/cli/chaos/checks/end";
import { checkLog } from "@/lib/cli/chaos/checks/log";
import { checkOrder } from "@/lib/cli/chaos/checks/order";
import { checkReceipts } from "@/lib/cli/chaos/checks/receipts";
import { checkRequests } from "@/lib/cli/chaos/checks/requests";
import { checkSilence } from "@/lib/cli/chaos/checks/silence";
import type { Evidence } from "@/lib/cli/chaos/evidence";
import { type Case, openCase } from "@/lib/cli/chaos/trial";

/** What must never happen, each with what it says when it did not. In the order of the table. */
export const rules = {
  verified: "Verified or Already so, and upstream was not so at any instant within the deciding read",
  not_sent: "Not sent, and there was a request",
  without_effect: "Refused, No effect or Declined, and there was an effect by then",
  request_unknown: "a request of ours that no operation has, or with other relation, verb or codes",
  sent_again: "a second request of an operation that was not throttled",
  two_effects: "a second effect of an operation",
  pre_read: "a request without a read of its relation just before, or against what that read showed",
  overlap: "two operations of a relation at once, or an opposite one within a settle window",
  phases: "a request before what must precede it was verified",
  after_stop: "a request after Stop",
  while_paused: "a request while writes were paused",
  after_expiry: "a request of an operation that had expired",
  lost_lease: "a request under a lease that another process had taken, by one that was not frozen",
  stored: "a relation that the desk shows otherwise than it is, with faults off and two sweeps later",
  open: "work that was still open then",
  untold: "an effect of ours that is neither Verified nor listed as late",
  drift: "a change of somebody else's that is not shown as such, or one shown that was none",
  log: "an operation whose intent, request, answer or outcome the log lacks",
  chain: "the log's sequence or chain is broken",
  too_few: "fewer than 95 % Verified of the changes that the faults let succeed",
} as const;

export type Rule = keyof typeof rules;

/** One offence against a rule. */
export interface Finding {
  readonly rule: Rule;
  /** Which operation, relation or request, and what stands against it. */
  readonly about: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Requests that a frozen process still made when it went on: they contradict no receipt, or a rule above says so. */
  readonly thawed: readonly string[];
  /** How many changes the faults let succeed, and which of them are not Verified. */
  readonly allowed: number;
  readonly missed: readonly string[];
  /** Requests that were on their way already when a Stop or a Pause came. */
  readonly underway: number;
}

/** Judges a campaign: pure, from what it left behind. */
export function judge(evidence: Evidence): Verdict {
  const trial: Case = openCase(evidence);
  const silence = checkSilence(trial);
  const receipts = checkReceipts(trial);
  return {
    findings: [
      ...receipts.findings,
      ...checkRequests(trial),
      ...checkOrder(trial),
      ...silence.findings,
      ...checkEnd(trial),
      ...checkLog(trial),
    ],
    thawed: silence.thawed,
    underway: silence.underway,
    allowed: receipts.allowed,
    missed: receipts.missed,
  };
}
