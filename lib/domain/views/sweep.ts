import type { CertificateHead, CertifiedPage } from "@/lib/domain/certificate";
import type { Instant } from "@/lib/domain/ids";

/** One sweep in the list of them. */
export interface SweepSummary {
  readonly id: string;
  /** `start` of the worker, `schedule`, or `moved`: read again at once. */
  readonly cause: string;
  readonly status: "running" | "complete" | "moved" | "failed";
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly pages: number;
  readonly rows: number;
  readonly totalCount: number | null;
  readonly permissionsDone: number;
  readonly permissionsFailed: number;
  /** Why it failed. */
  readonly failure: { readonly code: string; readonly requestId: string | null } | null;
  /** `null`: it has none, since it did not end with a whole list. */
  readonly certificate: {
    readonly digest: string;
    /** Against the list before; `null`: there was none. */
    readonly news: { readonly came: number; readonly went: number; readonly turned: number } | null;
  } | null;
}

/** One sweep with its population certificate. */
export interface SweepCertificate {
  readonly sweep: SweepSummary;
  readonly certificate: {
    readonly head: CertificateHead;
    readonly digest: string;
    readonly madeAt: Instant;
    /** `null`: pages and relations of so old a certificate are not kept. */
    readonly pages: readonly CertifiedPage[] | null;
  } | null;
}
