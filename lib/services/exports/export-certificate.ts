import { appendAudit } from "@/lib/db/queries/audit";
import { type CertificateRow, certificateOf, certificatePart } from "@/lib/db/queries/certificates";
import { onSignal } from "@/lib/db/signal";
import { AppError } from "@/lib/domain/errors";
import { authorise, authorOf, type Context } from "@/lib/services/context";
import { recordedStream, type StreamEnd } from "@/lib/services/exports/recorded-stream";
import { appLogger } from "@/lib/telemetry/app-logger";

interface CertificateDownload {
  readonly body: ReadableStream<Uint8Array>;
  readonly madeAt: string;
}

/**
 * A population certificate as a file, JSON, from which its digests can be computed anew (`checkCertificate`). Without
 * pages and relations where these are not kept any more. One row in the log when the stream has ended. Throws
 * `forbidden`, `not_found`.
 */
export async function exportCertificate(
  context: Context,
  { sweepId }: { readonly sweepId: string },
  signal: AbortSignal,
): Promise<CertificateDownload> {
  authorise(context, "sweep.read");
  const row = await certificateOf(context.database.read, context.payer, sweepId);
  if (!row) throw new AppError("not_found");
  const stopping = new AbortController();
  const stopListening = onSignal("shutdown", () => stopping.abort());
  const either = AbortSignal.any([signal, stopping.signal]);
  const ended = async ({ complete, bytes, sha256 }: StreamEnd): Promise<void> => {
    stopListening();
    const detail = { digest: row.digest, details: row.kept === 1, bytes, sha256 };
    try {
      await context.database.transaction((tx) =>
        appendAudit(tx, authorOf(context), {
          action: "certificate.export",
          outcome: complete ? "done" : "failed",
          entity: `sweep:${sweepId}`,
          detail,
        }),
      );
    } catch (error) {
      const { correlationId } = context;
      appLogger().error({ correlationId, err: error, ...detail }, "the log did not take an export");
      throw error;
    }
  };
  return { body: recordedStream(chunks(context, row), either, ended), madeAt: row.made_at };
}

/** One object, its relations a line each. Throws where details that are said to be kept are not there. */
async function* chunks({ database, payer }: Context, row: CertificateRow): AsyncGenerator<Uint8Array> {
  const encode = (text: string) => Buffer.from(text);
  const part = (position: number) => certificatePart(database.read, payer, { sweepId: row.sweep_id, position });
  yield encode(`{"certificate":${row.head},"digest":${JSON.stringify(row.digest)},`);
  if (row.kept !== 1) {
    yield encode(`"pages":null,"relations":null}\n`);
    return;
  }
  const pages = await part(0);
  if (pages === undefined) throw new Error("the details of a certificate were dropped while it was written");
  yield encode(`"pages":${pages},"relations":[`);
  for (let position = 1; ; position += 1) {
    const lines = await part(position);
    if (lines === undefined) break;
    yield encode(`${position === 1 ? "\n" : ",\n"}${lines.replaceAll("\n", ",\n")}`);
  }
  const still = await part(0);
  if (still === undefined) throw new Error("the details of a certificate were dropped while it was written");
  yield encode("\n]}\n");
}
