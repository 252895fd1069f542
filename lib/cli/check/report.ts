import type { Answer } from "@/lib/bss/answer";
import type { Endpoint } from "@/lib/bss/endpoints";
import type { FinancialAccountInfo } from "@/lib/bss/gateway";
import { advice } from "@/lib/cli/check/advice";
import { type Findings, sweepPageSize } from "@/lib/cli/check/look";
import { mapRawCode } from "@/lib/domain/code-mapping";
import { millis } from "@/lib/domain/ids";
import { isRelationState, isRelationType } from "@/lib/domain/relation-state";

/** The report as lines, and what keeps the reads from working, a sentence each. No secret and no whole UID in it. */
export function report(found: Findings): { lines: string[]; problems: string[] } {
  const accepted = found.identity.kind === "accepted" ? found.identity.value : null;
  const lines = [
    "Reads only. Nothing is changed.",
    "",
    row("Site", `${found.site} (LINKBOOK_SITE)`),
    row("BssOpenApi", address(found.endpoint)),
    row("STS", address(found.stsEndpoint)),
    row("Rate", `${found.ratePerSecond} calls a second (LINKBOOK_RATE)`),
    row("Own UID", accepted ? `${masked(accepted.accountId)}, ${ownUid(found)}` : "not known"),
    row("Identity", accepted ? identityKind(accepted.arn) : "not known"),
    "",
    row("GetCallerIdentity", said(found.identity)),
    ...found.pages.map(({ asked, answer }) => row("QueryRelationList", `PageSize ${asked}: ${said(answer)}`)),
    ...found.permissions.map((answer) => row("QueryPermissionList", said(answer))),
    row("GetAccountRelation", found.relation ? said(found.relation) : "not asked: no relation was found"),
    row("QueryFinancialAccountInfo", found.ownAccount ? said(found.ownAccount) : "not asked: no UID is known"),
    "",
    ...seen(found),
    "",
    row("Not tested", "every write: whether this identity may call it (RAM action bssapi: and its name, inferred)"),
    row("", "and what it answers:"),
    ...writes.map(([action, unknown]) => row("", `${action}: ${unknown}`)),
    row("", "Nor the quota, nor pages after the first."),
  ];
  return { lines, problems: problemsOf(found) };
}

/** The operations that the check leaves alone, and what only one of them with real money behind it would show. */
const writes: readonly (readonly [action: string, unknown: string])[] = [
  ["ModifyAccountRelation", "which changes wait for the member, and when one becomes visible"],
  ["AddAccountRelation", "which links wait for the member"],
  ["RelieveAccountRelation", "what keeps a link from being ended"],
  ["ConfirmRelation", "the ConfirmCode by which a management account takes an invitation back"],
  ["CreateAgAccount", "whether this account may make others: it is documented for resellers"],
];

function problemsOf({ identity, configured, pages, permissions }: Findings): string[] {
  const problems: string[] = [];
  if (identity.kind !== "accepted") {
    const of = { setting: "LINKBOOK_STS_ENDPOINT", action: "sts:GetCallerIdentity" };
    problems.push(advice("GetCallerIdentity", identity, of));
  } else if (configured !== null && configured !== identity.value.accountId) {
    problems.push(
      `The keys belong to ${masked(identity.value.accountId)}, and LINKBOOK_ACCOUNT_UID is ${masked(configured)}: one of the two is wrong.`,
    );
  }
  // The sweep asks for this size; whether a larger one is refused is only good to know.
  const page = pages.find(({ asked }) => asked === sweepPageSize)?.answer;
  if (page && page.kind !== "accepted") {
    const of = { setting: "LINKBOOK_ENDPOINT", action: "bssapi:QueryRelationList" };
    problems.push(advice("QueryRelationList", page, of));
  }
  const permission = permissions.find((answer) => answer.kind !== "accepted");
  if (permission) {
    const of = { setting: "LINKBOOK_ENDPOINT", action: "bssapi:QueryPermissionList" };
    problems.push(advice("QueryPermissionList", permission, of));
  }
  return problems;
}

/** What was found in the answers: the page cap, states, types, codes and times. */
function seen({ pages, permissions, relation, ownAccount, timeShapes }: Findings): string[] {
  const read = pages.flatMap(({ answer }) => (answer.kind === "accepted" ? [answer.value] : []));
  const largest = read.sort((a, b) => b.rows.length - a.rows.length)[0];
  const lists = permissions.flatMap((answer) => (answer.kind === "accepted" ? [answer.value] : []));
  if (!largest) return [row("Seen", "nothing: no page of the list was read")];
  const codes = [...count(lists.flatMap((list) => list.rows.map(({ rawCode }) => rawCode)))];
  return [
    row("Page cap", pages.map(cap).join("; ")),
    row("Relations", `${largest.totalCount} in all states, ${largest.rows.length} of them looked at`),
    row("Unreadable rows", `${largest.unreadable}`),
    row(
      "States",
      counted(
        largest.rows.map(({ state }) => state),
        isRelationState,
      ),
    ),
    row(
      "Types",
      counted(
        largest.rows.map(({ type }) => type),
        isRelationType,
      ),
    ),
    row(
      "Counterparts",
      counted(
        largest.rows.map(({ counterpart }) => counterpart),
        () => true,
      ),
    ),
    row("Raw codes", codes.length === 0 ? `none on ${lists.length} relations` : `on ${lists.length} relations`),
    ...codes.map(([raw, times]) => row("", `${raw} ×${times} → ${codeMeaning(raw)}`)),
    ...(relation?.kind === "accepted"
      ? [row("Status is written", masked(relation.value.statusText) || "(absent)")]
      : []),
    ...(ownAccount?.kind === "accepted" ? [row("Own account is", ownKind(ownAccount.value))] : []),
    row("Times", [...timeShapes].map(([shape, times]) => `${shape} ×${times}`).join(", ") || "none"),
  ];
}

const ownKind = ({ accountType, isFinancialAccount }: FinancialAccountInfo): string =>
  `AccountType ${accountType ?? "absent"}, IsFinancialAccount ${isFinancialAccount ?? "absent"}`;

function cap({ asked, answer }: Findings["pages"][number]): string {
  if (answer.kind !== "accepted") return `${asked} asked, ${answer.kind}`;
  const { rows, unreadable, pageSize, totalCount } = answer.value;
  const came = rows.length + unreadable;
  const fewer = came < Math.min(asked, totalCount) ? " (fewer than asked)" : "";
  return `${asked} asked, ${came} came${fewer}, PageSize ${pageSize ?? "absent"}`;
}

function codeMeaning(raw: string): string {
  const mapping = mapRawCode(raw, []);
  if (mapping.kind === "unmapped") return "unmapped: shown raw, read-only until calibrated";
  return mapping.source === "public" ? mapping.code : `${mapping.code} (derived from the words, not proven here)`;
}

function said(answer: Answer<unknown>): string {
  const { status, code, message, requestId, beganAt, endedAt } = answer.evidence;
  const parts = [
    "reason" in answer ? `${answer.kind} (${answer.reason})` : answer.kind,
    status === null ? null : `HTTP ${status}`,
    code === null ? null : `Code ${code}`,
    answer.kind === "accepted" || message === null ? null : `"${masked(message)}"`,
    requestId === null ? null : `RequestId ${requestId}`,
    `${millis(endedAt) - millis(beganAt)} ms`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

const ownUid = ({ configured, identity }: Findings): string => {
  if (configured === null) return "LINKBOOK_ACCOUNT_UID is not set: set it to this account";
  const same = identity.kind === "accepted" && identity.value.accountId === configured;
  return same ? "as in LINKBOOK_ACCOUNT_UID" : "NOT the one in LINKBOOK_ACCOUNT_UID";
};

/** `acs:ram::1234:user/name` → RAM user. The name itself stays out of a report that is sent around. */
const identityKind = (arn: string): string => {
  if (arn.endsWith(":root")) return "the account itself (a RAM identity with few permissions is safer)";
  return arn.includes(":user/") ? "a RAM user" : arn.includes("role/") ? "a RAM role" : "of an unknown kind";
};

const address = ({ protocol, host }: Endpoint): string => `${protocol}://${host}`;
const row = (name: string, text: string): string => `${name.padEnd(26)}${text}`;

/** UIDs and other long numbers, with the digits in the middle masked. */
const masked = (text: string): string =>
  text.replace(/\d{8,}/g, (digits) => digits.slice(0, 3) + "•".repeat(digits.length - 6) + digits.slice(-3));

function counted(values: readonly string[], isKnown: (value: string) => boolean): string {
  const parts = [...count(values)].map(([value, times]) => {
    const name = value === "" ? "(absent)" : value;
    return `${name} ×${times}${isKnown(value) ? "" : " (not known)"}`;
  });
  return parts.join(", ") || "none";
}

function count(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
