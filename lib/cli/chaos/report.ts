import type { Ran } from "@/lib/cli/chaos/campaign";
import { type Finding, type Rule, rules, type Verdict } from "@/lib/cli/chaos/oracle";
import { grouped } from "@/lib/domain/grouped";

const examplesAtMost = 3;
const ruleNames = Object.keys(rules).filter((name): name is Rule => Object.hasOwn(rules, name));

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none";

const countBy = <Item>(items: readonly Item[], nameOf: (item: Item) => string): ReadonlyMap<string, number> =>
  new Map([...grouped(items, nameOf)].map(([name, same]) => [name, same.length]));

/** What happened in a campaign, one line for each kind of thing. */
export function storyLines(
  { history, evidence, seconds }: Ran,
  { thawed, underway, allowed, missed }: Verdict,
): string[] {
  const { counts, refusals } = history;
  const receipts = evidence.sets.flatMap((set) => set.receipts);
  const requests = evidence.journal.calls.filter(({ operation }) => operation === "ModifyAccountRelation");
  const actions = countBy(evidence.log, ({ action }) => action);
  const share = allowed === 0 ? "none" : `${(100 * (1 - missed.length / allowed)).toFixed(1)} %`;
  return [
    `${receipts.length} changes in ${evidence.sets.length} sets on ${new Set(receipts.map((one) => one.relationId)).size} relations, ${seconds.toFixed(0)} s`,
    `outcomes: ${counted(countBy(receipts, ({ outcome, reason }) => (reason ? `${outcome}: ${reason}` : (outcome ?? "open"))))}`,
    `requests: ${requests.length}; their faults: ${counted(countBy(requests, ({ answer }) => answer?.fault ?? "no fault"))}`,
    `calls: ${counted(countBy(evidence.journal.calls, ({ operation }) => operation ?? "?"))}`,
    `killed ${counts.kills} times, frozen past the lease ${counts.freezes} times, ${history.epochs.length} leaders; cut off ${actions.get("operation.cut_off") ?? 0}, answered too late ${actions.get("operation.answered_late") ?? 0}`,
    `stopped ${history.stops.length} sets, paused ${history.pauses.length} times; on their way then: ${underway} requests`,
    `somebody else's changes: ${history.outOfBand.length}; members' answers: ${counts.membersAnswered}; late effects: ${actions.get("change.late_effect") ?? 0}`,
    `refused to people: ${counted(refusals)}`,
    `verified of the ${allowed} changes that the faults let succeed: ${share}`,
    ...missed.slice(0, examplesAtMost).map((one) => `  not so: ${one}`),
    `requests of a process that was thawed: ${thawed.length}`,
    ...thawed.map((one) => `  ${one}`),
  ];
}

/** The table of what must be zero, with the first offenders. */
export function ruleLines(findings: readonly Finding[]): string[] {
  const byRule = grouped(findings, ({ rule }) => rule);
  return ruleNames.flatMap((rule) => {
    const found = byRule.get(rule) ?? [];
    const examples = found.slice(0, examplesAtMost).map(({ about }) => `          ${about}`);
    return [`${String(found.length).padStart(6)}  ${rule.padEnd(16)}${rules[rule]}`, ...examples];
  });
}
