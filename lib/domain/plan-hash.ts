import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/domain/canonical-json";
import { catalogueVersion } from "@/lib/domain/permission-catalogue";
import { type Expectation, ruleVersion, type WantedChange } from "@/lib/domain/plan";

const digest = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

/** The digest of what a person saw of a relation when ticking; another one means a new look is needed. */
export const basisDigest = (expects: Expectation, aliasVersion: number): string =>
  digest({ expects, aliasVersion, catalogueVersion, ruleVersion });

/** The hash of one relation's plan: over everything that the plan is a function of, and its result. */
export const relationPlanHash = (
  basis: string,
  plan: {
    readonly changes: readonly WantedChange[];
    readonly dropped: string | null;
    /** What the rules say: a rule that is switched on or off meanwhile is a reason to look again. */
    readonly warnings: readonly string[];
  },
): string =>
  digest({
    basis,
    changes: plan.changes.map(({ code, direction }) => [code, direction]),
    dropped: plan.dropped,
    warnings: plan.warnings,
  });

/** The hash of a change set's plan: over the hashes of its relations. */
export const planHash = (relations: readonly { readonly relationId: string; readonly hash: string }[]): string =>
  digest(relations.map(({ relationId, hash }) => [relationId, hash]).sort());
