import { parseRules } from "@/lib/db/queries/accounts";
import type { RelationFacts } from "@/lib/db/queries/relation-facts";
import { codeBlock } from "@/lib/domain/blocks";
import { type Instant, millis, type RelationId, type Uid } from "@/lib/domain/ids";
import { codesOn, type ObservedCodes, readCodes, unmappedOn } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import {
  changesBetween,
  type Expectation,
  orderOperations,
  type PlannedOperation,
  warningsOf,
} from "@/lib/domain/plan";
import { basisDigest, relationPlanHash } from "@/lib/domain/plan-hash";
import type { PlannedRelation } from "@/lib/domain/views/change-set";

/** One relation's plan with what only the server needs of it. */
export interface RelationPlan {
  readonly view: PlannedRelation;
  readonly expects: Expectation;
  readonly operations: readonly PlannedOperation[];
}

/** The name that people know a member by. */
export const memberName = (relation: { readonly nickname: string; readonly account_name: string }): string =>
  relation.nickname || relation.account_name;

/** The meaning of the current set of a relation, `observed` in its rows, as a plan takes it. */
export function expectationOf(payer: Uid, facts: RelationFacts, observed: ObservedCodes, at: Instant): Expectation {
  return {
    relationId: facts.relation.relation_id as RelationId,
    masterId: payer,
    memberId: facts.relation.account_id as Uid,
    type: facts.relation.type,
    state: facts.relation.state,
    on: codesOn(observed),
    unmapped: unmappedOn(observed, at),
  };
}

export interface PlanTerms {
  readonly wanted: ReadonlyMap<PermissionCode, boolean>;
  /** The digest of what the person saw when ticking; another one now drops the relation out. */
  readonly basis: string | null;
  readonly at: Instant;
  readonly freshForMs: number;
  /** Codes that a verified change has moved on this account. */
  readonly moved: ReadonlySet<PermissionCode>;
}

/** Plans one relation on its current observation. */
export function planRelation(payer: Uid, facts: RelationFacts, terms: PlanTerms): RelationPlan {
  const observed = readCodes(facts.rows, facts.aliases, terms.at);
  const expects = expectationOf(payer, facts, observed, terms.at);
  const basis = basisDigest(expects, facts.account.alias_version);
  const changes = changesBetween(expects.on, terms.wanted);
  const blocked = changes.some(
    ({ code }) => codeBlock(facts.block, code, observed.codes[code].status, terms.at) !== null,
  );
  const stale = terms.basis !== null && terms.basis !== basis;
  const dropped = stale ? "stale" : blocked ? "blocked" : null;
  const operations = dropped ? [] : orderOperations(changes);
  const readAt = facts.relation.read_began_at as Instant | null;
  const unproven = new Set(
    changes
      .map(({ code }) => code)
      .filter((code) => observed.codes[code].source === "derived" && !terms.moved.has(code)),
  );
  const old = readAt === null || millis(terms.at) - millis(readAt) > terms.freshForMs;
  const rulesOff = parseRules(facts.account.rules_off);
  const warnings = warningsOf(expects.on, changes, unproven, old).filter((rule) => !rulesOff.includes(rule));
  return {
    expects,
    operations,
    view: {
      relationId: expects.relationId,
      uid: expects.memberId,
      name: memberName(facts.relation),
      changes,
      operations: operations.map(({ verb, codes }) => ({ verb, codes })),
      warnings,
      dropped,
      readAt,
      hash: relationPlanHash(basis, { changes, dropped, warnings }),
    },
  };
}
