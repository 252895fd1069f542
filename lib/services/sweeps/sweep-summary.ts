import { z } from "zod";
import type { CertificateRow } from "@/lib/db/queries/certificates";
import type { SweepRow } from "@/lib/db/queries/sweeps";
import type { CertificateHead } from "@/lib/domain/certificate";
import type { Instant } from "@/lib/domain/ids";
import type { SweepSummary } from "@/lib/domain/views/sweep";
import { parseHead } from "@/lib/services/sweeps/certificate-file";

const status = z.enum(["running", "complete", "moved", "failed"]);

/** A sweep as the pages show it. */
export function sweepSummary(row: SweepRow, certificate: CertificateRow | undefined): SweepSummary {
  const head = certificate && parseHead(certificate.head);
  return {
    id: row.id,
    cause: row.cause,
    status: status.parse(row.status),
    startedAt: row.started_at as Instant,
    endedAt: row.ended_at as Instant | null,
    pages: row.pages,
    rows: row.rows,
    totalCount: row.total_count,
    permissionsDone: row.permissions_done,
    permissionsFailed: row.permissions_failed,
    failure: row.error_code === null ? null : { code: row.error_code, requestId: row.error_request_id },
    certificate: certificate && head ? { digest: certificate.digest, news: newsOf(head) } : null,
  };
}

const newsOf = ({ compared }: CertificateHead) =>
  compared && { came: compared.came.count, went: compared.went.count, turned: compared.turned.count };
