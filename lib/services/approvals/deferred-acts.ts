import { z } from "zod";
import type { Tx } from "@/lib/db/database";
import type { ApprovalRow } from "@/lib/db/queries/approvals";
import { type Instant, later, parseRelationId, parseUid } from "@/lib/domain/ids";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { roles } from "@/lib/domain/policy";
import { secondPersonActs } from "@/lib/domain/second-person";
import type { ApprovalKind } from "@/lib/domain/views/approval";
import { planWarnings } from "@/lib/domain/views/change-set";
import { accountOperationExpiresMs, requireWrites } from "@/lib/services/account-operations/request-operation";
import { beginCalibration } from "@/lib/services/calibration/run-calibration";
import type { Context } from "@/lib/services/context";
import { giveRights } from "@/lib/services/people/set-rights";
import { putPolicy } from "@/lib/services/settings/second-person-settings";
import { allowTrusteeships, putRule, turnWritesOn } from "@/lib/services/settings/switches";

const relationId = z.string().transform((text, context) => {
  const parsed = parseRelationId(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: "not a relation id" });
  return z.NEVER;
});
const uid = z.string().transform((text, context) => {
  const parsed = parseUid(text);
  if (parsed) return parsed;
  context.addIssue({ code: "custom", message: "not a UID" });
  return z.NEVER;
});

const held = {
  roles: z.array(z.enum(roles)),
  accounts: z.array(uid).nullable(),
  scope: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("all") }),
    z.strictObject({ kind: z.literal("some"), owners: z.array(z.string()), costCentres: z.array(z.string()) }),
  ]),
};

/** What is kept of an act until a second person has decided it. */
export const payloads = {
  calibration: z.strictObject({ relationId, code: z.enum(permissionCodes), reason: z.string() }),
  rule: z.strictObject({ rule: z.enum(planWarnings), on: z.boolean() }),
  policy: z.strictObject({
    on: z.boolean().nullable(),
    acts: z.partialRecord(z.enum(secondPersonActs), z.boolean()),
  }),
  rights: z.strictObject({
    personId: z.string(),
    ...held,
    version: z.number(),
    // Versions before this one did not keep it.
    before: z.strictObject(held).optional(),
  }),
  trusteeship: z.strictObject({}),
  writes_on: z.strictObject({}),
};

/** Does what was asked for, as whoever asked: `context` is theirs, with the rights that they have now. */
type Act = (tx: Tx, context: Context, row: ApprovalRow, at: Instant) => Promise<void>;

/** What happens when a second person agrees; a change set is planned anew and has its own way. */
export const deferredActs: Record<Exclude<ApprovalKind, "change_set">, Act> = {
  account_operation: async (tx, context, { subject_id }, at) => {
    await requireWrites(tx, context.payer);
    await tx
      .updateTable("account_operation")
      .set((e) => ({
        state: "queued",
        due_at: at,
        expires_at: later(at, accountOperationExpiresMs),
        version: e("version", "+", 1),
      }))
      .where("id", "=", subject_id)
      .where("state", "=", "awaiting_approval")
      .execute();
  },
  calibration: async (tx, context, { payload, id }) => {
    await beginCalibration(tx, context, payloads.calibration.parse(JSON.parse(payload)), id);
  },
  rule: async (tx, context, { payload }) => {
    await putRule(tx, context, payloads.rule.parse(JSON.parse(payload)));
  },
  trusteeship: async (tx, context) => {
    await allowTrusteeships(tx, context);
  },
  policy: async (tx, context, { payload }) => {
    await putPolicy(tx, context, payloads.policy.parse(JSON.parse(payload)));
  },
  rights: async (tx, context, { payload }) => {
    await giveRights(tx, context, payloads.rights.parse(JSON.parse(payload)));
  },
  writes_on: async (tx, context) => {
    await turnWritesOn(tx, context);
  },
};
