import { isPermissionCode, type PermissionCode } from "@/lib/domain/permission-catalogue";

/**
 * Upstream writes `SYNCHRONIZE_FINANCE_IDENTITY` and reads `allow_synchronize_finance_identity`; only that pair
 * is public (QueryPermissionList, "PermissionCode"). Every other pairing is derived from the words, proven by an
 * alias that a calibration left, or unknown.
 */
export type MappingSource = "public" | "alias" | "derived";

export interface Alias {
  /** The raw code after `trim`, compared exactly. */
  readonly rawCode: string;
  readonly code: PermissionCode;
}

export type Mapping =
  | { readonly kind: "mapped"; readonly code: PermissionCode; readonly source: MappingSource }
  | { readonly kind: "unmapped" };

const published = { allow_synchronize_finance_identity: "SYNCHRONIZE_FINANCE_IDENTITY" } as const;

/** Tells which of the seven codes a raw code stands for. An alias wins over a derived pair: it was seen to move. */
export function mapRawCode(raw: string, aliases: readonly Alias[]): Mapping {
  const trimmed = raw.trim();
  if (trimmed in published && Object.hasOwn(published, trimmed))
    return { kind: "mapped", code: published.allow_synchronize_finance_identity, source: "public" };
  const alias = aliases.find((candidate) => candidate.rawCode === trimmed);
  if (alias) return { kind: "mapped", code: alias.code, source: "alias" };
  const derived = trimmed.toUpperCase().replace(/^ALLOW_/, "");
  return isPermissionCode(derived) ? { kind: "mapped", code: derived, source: "derived" } : { kind: "unmapped" };
}
