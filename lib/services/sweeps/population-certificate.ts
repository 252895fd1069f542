import { certificateOf, certificatePart } from "@/lib/db/queries/certificates";
import { sweepById } from "@/lib/db/queries/sweeps";
import { AppError } from "@/lib/domain/errors";
import type { Instant } from "@/lib/domain/ids";
import type { SweepCertificate } from "@/lib/domain/views/sweep";
import { authorise, type Context } from "@/lib/services/context";
import { parseHead, parsePages } from "@/lib/services/sweeps/certificate-file";
import { sweepSummary } from "@/lib/services/sweeps/sweep-summary";

/** One sweep and its population certificate, without its relations. Throws `forbidden`, `not_found`. */
export async function populationCertificate(
  context: Context,
  { sweepId }: { readonly sweepId: string },
): Promise<SweepCertificate> {
  authorise(context, "sweep.read");
  const { payer, database } = context;
  const sweep = await sweepById(database.read, payer, sweepId);
  if (!sweep) throw new AppError("not_found");
  const row = await certificateOf(database.read, payer, sweepId);
  const pages = row?.kept === 1 ? await certificatePart(database.read, payer, { sweepId, position: 0 }) : undefined;
  return {
    sweep: sweepSummary(sweep, row),
    certificate: row
      ? {
          head: parseHead(row.head),
          digest: row.digest,
          madeAt: row.made_at as Instant,
          pages: pages === undefined ? null : parsePages(pages),
        }
      : null,
  };
}
