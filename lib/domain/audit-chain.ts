import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { Instant } from "@/lib/domain/ids";

/** What one row of the log says. Its hash covers all of it and the hash of the row before. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: Instant;
  /** A person is in the chain by id only: name and e-mail can be erased without breaking it. */
  readonly personId: string | null;
  /** What acted when no person did: `executor`, `cli`, `anonymous`. */
  readonly system: string | null;
  readonly payerUid: string | null;
  readonly action: string;
  readonly outcome: "done" | "refused" | "denied" | "failed";
  readonly entity: string | null;
  /** Canonical JSON. */
  readonly detail: string;
  readonly correlationId: string;
}

/** The hash that the first row points back to. */
export const genesisHash = "0".repeat(64);

/** SHA-256, hex, over the previous hash and the canonical JSON of the entry. */
export const chainHash = (previousHash: string, entry: AuditEntry): string =>
  createHash("sha256")
    .update(`${previousHash}\n${canonicalJson(entry)}`)
    .digest("hex");
