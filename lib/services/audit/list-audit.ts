import { auditRowsBefore, countAuditRows } from "@/lib/db/queries/audit-reading";
import type { AuditPage } from "@/lib/domain/views/audit";
import { authorise, type Context } from "@/lib/services/context";

function parseDetail(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

/** A page of the account's log with what belongs to no account, newest first. `before`: only rows with a smaller sequence number. */
export async function listAudit(
  context: Context,
  input: { readonly before: number | null; readonly limit: number },
): Promise<AuditPage> {
  authorise(context, "audit.read");
  const { read } = context.database;
  const found = await auditRowsBefore(read, context.payer, input.before, input.limit + 1);
  const shown = found.slice(0, input.limit);
  return {
    rows: shown.map(({ entry, email, hash }) => ({
      ...entry,
      actor: email ?? entry.system ?? `person ${entry.personId}`,
      detail: parseDetail(entry.detail),
      hash,
    })),
    before: found.length > shown.length ? (shown.at(-1)?.entry.seq ?? null) : null,
    total: await countAuditRows(read, context.payer),
  };
}
