import { epochOf } from "@/lib/cli/chaos/checks/requests";
import type { Finding, Rule } from "@/lib/cli/chaos/oracle";
import { times } from "@/lib/cli/chaos/settings";
import { type Case, named } from "@/lib/cli/chaos/trial";

/**
 * How long after the last look at Stop, Pause, expiry and lease a request may be received: from there to the socket
 * nothing is awaited, and a call that is not over after this time is destroyed, so that it cannot leave any more.
 */
const onItsWayMs = times.callTimeout;
/** How long after it goes on a process that was frozen may still make the request it was about to make. */
const thawingMs = 2_000;

interface Checked {
  readonly findings: readonly Finding[];
  readonly thawed: readonly string[];
  readonly underway: number;
}

/** Requests that should not have been made any more, save those of a process that was frozen when it was about to. */
export function checkSilence(trial: Case): Checked {
  const { history } = trial;
  const findings: Finding[] = [];
  const thawed = new Set<string>();
  let underway = 0;
  const stoppedAt = new Map(history.stops.map(({ changeSetId, at }) => [changeSetId, at]));
  const isOfFrozen = (at: number) => history.freezes.some(({ from, until }) => at >= from && at <= until + thawingMs);
  let highest = 0;
  for (const request of trial.requests) {
    const operation = trial.operationOf(request);
    if (!operation) continue;
    const about = `${named(operation)}: request ${request.seq}`;
    const offends = (rule: Rule, since: number, why: string): void => {
      if (request.at <= since + onItsWayMs) underway += 1;
      else if (isOfFrozen(request.at)) thawed.add(`${about} ${why}`);
      else findings.push({ rule, about: `${about}, ${Math.round(request.at - since)} ms ${why}` });
    };
    const stop = stoppedAt.get(operation.changeSetId);
    if (stop !== undefined && request.at > stop) offends("after_stop", stop, "after Stop");
    const pause = history.pauses.find(({ from, until }) => request.at > from && request.at < until);
    if (pause) offends("while_paused", pause.from, "after Pause");
    const aged = history.aged.find(({ changeSetId }) => changeSetId === operation.changeSetId);
    const expiry = aged?.at ?? Date.parse(operation.expiresAt);
    if (request.at > expiry) offends("after_expiry", expiry, "after its expiry");
    const epoch = epochOf(trial, request);
    if (epoch === null) continue;
    const next = history.epochs.find((lease) => lease.epoch > epoch);
    if (next && request.at > next.at) offends("lost_lease", next.at, `after epoch ${next.epoch} began, under ${epoch}`);
    else if (epoch < highest) {
      if (isOfFrozen(request.at)) thawed.add(`${about} under epoch ${epoch}`);
      else findings.push({ rule: "lost_lease", about: `${about} under epoch ${epoch}, after one of ${highest}` });
    }
    highest = Math.max(highest, epoch);
  }
  return { findings, thawed: [...thawed], underway };
}
