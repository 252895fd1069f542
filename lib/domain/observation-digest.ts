import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { ObservedRelation } from "@/lib/domain/observed";

/**
 * SHA-256, hex, over the rows as they came, the type and the state. The order in which upstream lists the rows says
 * nothing and does not count.
 */
export function observationDigest({ rows, type, state }: Pick<ObservedRelation, "rows" | "type" | "state">): string {
  const spelled = rows.map(canonicalJson).sort();
  return createHash("sha256")
    .update(canonicalJson({ rows: spelled, type, state }))
    .digest("hex");
}
