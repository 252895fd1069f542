import type { OperationRecord } from "@/lib/cli/chaos/evidence";
import type { Finding } from "@/lib/cli/chaos/oracle";
import { type Case, named, settledAt } from "@/lib/cli/chaos/trial";
import { grouped } from "@/lib/domain/grouped";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";

/** Whether something was final at a moment: every change of the operation had its last word. */
const isOver = ({ receipts }: OperationRecord, at: number): boolean =>
  receipts.every((receipt) => (settledAt(receipt) ?? Number.POSITIVE_INFINITY) <= at);

/** Whether what was not decided had been given up for now, and is only waited for. */
const isLeftOpen = ({ receipts }: OperationRecord, at: number): boolean =>
  receipts.every(({ settlements }) => settlements.some((settlement) => Date.parse(settlement.at) <= at)) &&
  receipts.every(({ settlements }) => {
    const last = settlements.filter((settlement) => Date.parse(settlement.at) <= at).at(-1);
    return last?.outcome !== "awaiting_member";
  });

/** What tightens goes first (rule 2), as the oracle reads the rule: by itself, from verb and code alone. */
const tightens = ({ verb }: OperationRecord, code: PermissionCode): boolean =>
  code.startsWith("FORBID_") === (verb === "ADD");

/** The one edge: who may manage the member's invoices gets it before the member loses it, and loses it after. */
const isEdge = (loosening: OperationRecord, tightening: OperationRecord): boolean =>
  loosening.verb === "ADD"
    ? loosening.codes.includes("MANAGE_TARGET_INVOICE") && tightening.codes.includes("FORBID_MANAGE_INVOICE")
    : loosening.codes.includes("FORBID_MANAGE_INVOICE") && tightening.codes.includes("MANAGE_TARGET_INVOICE");

function checkPair(trial: Case, first: OperationRecord, second: OperationRecord): readonly Finding[] {
  const [begins] = trial.requestsOf(second);
  const last = trial.requestsOf(first).at(-1);
  if (!begins || !last) return [];
  const about = `${named(first)} and ${named(second)}`;
  if (last.seq > begins.seq) return [{ rule: "overlap", about: `${about}: request ${begins.seq} before ${last.seq}` }];
  if (isOver(first, begins.at)) return [];
  const sharesCodes = first.codes.some((code) => second.codes.includes(code));
  const mayGo = isLeftOpen(first, begins.at) && !sharesCodes && first.changeSetId !== second.changeSetId;
  return mayGo ? [] : [{ rule: "overlap", about: `${about}: request ${begins.seq} while the first was not settled` }];
}

function checkPhases(trial: Case, operations: readonly OperationRecord[]): readonly Finding[] {
  const inOrder = operations.toSorted((a, b) => a.position - b.position);
  return inOrder.flatMap((operation, index): Finding[] => {
    const [begins] = trial.requestsOf(operation);
    if (!begins) return [];
    const earlier = inOrder.slice(0, index);
    const about = `${named(operation)}: request ${begins.seq}`;
    const unsettled = earlier.find((other) => !isOver(other, begins.at));
    if (unsettled) return [{ rule: "phases", about: `${about} before ${named(unsettled)} was settled` }];
    const required = earlier.filter(({ position }) => operation.requires.includes(position));
    const failed = required.find(({ receipts }) =>
      receipts.some(({ outcome }) => outcome !== "verified" && outcome !== "already_so"),
    );
    if (failed) return [{ rule: "phases", about: `${about} although ${named(failed)} was not verified` }];
    const loosens = operation.codes.some((code) => !tightens(operation, code));
    const overtaken = inOrder
      .slice(index + 1)
      .find((later) => later.codes.some((code) => tightens(later, code)) && loosens && !isEdge(operation, later));
    return overtaken && trial.requestsOf(overtaken).length > 0
      ? [{ rule: "phases", about: `${about} loosens before ${named(overtaken)} tightens` }]
      : [];
  });
}

/** What came after what on each relation. */
export function checkOrder(trial: Case): readonly Finding[] {
  const findings: Finding[] = [];
  const sent = trial.operations.filter((operation) => trial.requestsOf(operation).length > 0);
  const beginOf = (operation: OperationRecord) => trial.requestsOf(operation)[0]?.seq ?? 0;
  for (const same of grouped(sent, ({ relationId }) => relationId).values()) {
    const inOrder = same.toSorted((a, b) => beginOf(a) - beginOf(b));
    for (const [index, second] of inOrder.entries())
      for (const first of inOrder.slice(0, index)) findings.push(...checkPair(trial, first, second));
  }
  for (const same of grouped(
    trial.operations,
    ({ changeSetId, relationId }) => `${changeSetId} ${relationId}`,
  ).values())
    findings.push(...checkPhases(trial, same));
  return findings;
}
