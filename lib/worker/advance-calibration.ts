import { randomUUID } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import { type AuditAuthor, appendAudit } from "@/lib/db/queries/audit";
import type { Operation } from "@/lib/db/queries/operations";
import { remapPermissions } from "@/lib/db/queries/remap-permissions";
import type { Schema } from "@/lib/db/schema";
import { mapRawCode } from "@/lib/domain/code-mapping";
import { instant } from "@/lib/domain/ids";
import type { Reading } from "@/lib/domain/read-back";
import type { OutcomeTerms } from "@/lib/worker/executor-context";
import { parsePreRead } from "@/lib/worker/operation-facts";
import type { Verdict } from "@/lib/worker/verdict";

type Step = { readonly step: string; readonly proposed_raw?: string; readonly failure?: string };

/** The raw code that the ADD made appear, as a proposal; or why there is none. */
async function proposal(tx: Tx, operation: Operation, reading: Reading): Promise<Step> {
  const attempt = await tx
    .selectFrom("attempt")
    .select("before")
    .where("operation_id", "=", operation.id)
    .orderBy("number", "desc")
    .executeTakeFirstOrThrow();
  const before = parsePreRead(attempt.before);
  const [raw, ...others] = reading.raw.filter((code) => !before.raw.includes(code));
  if (raw === undefined || others.length > 0) return { step: "failed", failure: "not_one_raw_code" };
  const known = mapRawCode(raw, []);
  if (known.kind === "mapped" && !operation.codes.includes(known.code))
    return { step: "failed", failure: "maps_to_other" };
  return { step: "proposed", proposed_raw: raw };
}

/** The pair is proven: it becomes an alias under a new version, and the current sets are mapped by it. */
async function adopt(
  tx: Tx,
  context: OutcomeTerms,
  author: AuditAuthor,
  calibration: Schema["calibration"],
): Promise<Step> {
  const raw = calibration.proposed_raw;
  if (raw === null) return { step: "failed", failure: "not_one_raw_code" };
  const { alias_version: version } = await tx
    .updateTable("account")
    .set((e) => ({ alias_version: e("alias_version", "+", 1) }))
    .where("uid", "=", context.payer)
    .returning("alias_version")
    .executeTakeFirstOrThrow();
  const at = instant(context.now());
  const removed = await tx
    .updateTable("alias")
    .set({ removed_at: at })
    .where("payer_uid", "=", context.payer)
    .where("removed_at", "is", null)
    .where((e) => e.or([e("raw_code", "=", raw), e("code", "=", calibration.code)]))
    .returning("raw_code")
    .execute();
  await tx
    .insertInto("alias")
    .values({
      id: randomUUID(),
      payer_uid: context.payer,
      raw_code: raw,
      code: calibration.code,
      version,
      calibration_id: calibration.id,
      person_id: calibration.person_id,
      created_at: at,
      removed_at: null,
    })
    .execute();
  await remapPermissions(tx, context.payer, [raw, ...removed.map(({ raw_code }) => raw_code)], at);
  await appendAudit(tx, author, {
    action: "alias.adopted",
    entity: `calibration:${calibration.id}`,
    detail: { rawCode: raw, code: calibration.code, version },
  });
  return { step: "confirmed" };
}

/** Moves the calibration that an operation belongs to on, once the operation is settled. */
export async function advanceCalibration(
  tx: Tx,
  context: OutcomeTerms,
  author: AuditAuthor,
  operation: Operation,
  verdicts: readonly Verdict[],
  reading: Reading | null,
): Promise<void> {
  const calibration = await tx
    .selectFrom("calibration")
    .selectAll()
    .where((e) =>
      e.or([e("add_change_set_id", "=", operation.changeSetId), e("remove_change_set_id", "=", operation.changeSetId)]),
    )
    .executeTakeFirstOrThrow();
  const isVerified = verdicts.length > 0 && verdicts.every(({ outcome }) => outcome === "verified");
  const step: Step =
    !isVerified || !reading
      ? { step: "failed", failure: verdicts[0]?.outcome ?? "no_effect" }
      : operation.verb === "ADD"
        ? await proposal(tx, operation, reading)
        : await adopt(tx, context, author, calibration);
  const isOver = step.step !== "proposed";
  await tx
    .updateTable("calibration")
    .set({ ...step, ...(isOver ? { ended_at: instant(context.now()) } : {}) })
    .where("id", "=", calibration.id)
    .execute();
  await appendAudit(tx, author, {
    action: "calibration.advanced",
    outcome: step.step === "failed" ? "failed" : "done",
    entity: `calibration:${calibration.id}`,
    detail: { ...step },
  });
}
