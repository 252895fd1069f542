import type { Instant } from "@/lib/domain/ids";

export interface AuditRow {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly outcome: "done" | "refused" | "denied" | "failed";
  readonly entity: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
  readonly hash: string;
}

export interface AuditPage {
  readonly rows: readonly AuditRow[];
  /** The next page is asked for by the sequence number before this one; `null`: no more. */
  readonly before: number | null;
  readonly total: number;
}
