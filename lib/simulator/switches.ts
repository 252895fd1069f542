import { z } from "zod";

/**
 * Every answer that is not known about the real service, and the load figures. Each has a default and can be set at
 * the start (`--config`) and by the control door; README.md says which open question each one stands for.
 */
const switchesSchema = z.strictObject({
  pageCap: z.int().min(1).max(1000).default(100),
  overCap: z.enum(["clamp", "refuse"]).default("clamp"),
  listOrder: z.enum(["stable", "shifting"]).default("stable"),
  foreignUserId: z.enum(["refused", "empty"]).default("refused"),
  twins: z.enum(["normalise", "opaque"]).default("normalise"),
  timePrecision: z.enum(["minutes", "seconds"]).default("minutes"),
  endedPermissionsListed: z.boolean().default(true),
  addOfOn: z.enum(["ok", "error"]).default("ok"),
  deleteOfOff: z.enum(["ok", "error"]).default("ok"),
  partialAcceptance: z.enum(["all", "first_only"]).default("all"),
  changeConfirming: z.enum(["never", "different_name", "always"]).default("never"),
  deleteConfirming: z.boolean().default(true),
  showSet: z.enum(["old", "new"]).default("old"),
  secondModify: z.enum(["refused", "accepted"]).default("refused"),
  trusteeshipModify: z.enum(["refused", "accepted"]).default("refused"),
  trusteeshipConfirms: z.enum(["never", "always"]).default("never"),
  trusteeshipCodes: z.enum(["none", "identity"]).default("none"),
  invitationCodes: z.enum(["shown", "hidden"]).default("shown"),
  relieveBlocked: z.enum(["none", "credit_not_reclaimed"]).default("none"),
  cancelConfirmCode: z.string().min(1).default("master_cancel"),
  longTimes: z.enum(["epoch_ms", "epoch_s", "zero", "date_text"]).default("epoch_ms"),
  statusForm: z.enum(["annotated", "plain"]).default("annotated"),
  reseller: z.boolean().default(true),
  emailDomain: z.string().min(1).nullable().default("members.demo.example"),
  createQuota: z.int().min(0).default(1000),
  createErrors: z.enum(["http200", "http400"]).default("http200"),
  createAnswer: z.enum(["exact", "lower_case_keys"]).default("exact"),
  usedEmailPk: z.enum(["existing", "leftover", "none"]).default("existing"),
  createLinks: z.enum(["related", "none", "late"]).default("related"),
  accountInfoFindsNew: z.boolean().default(true),
  childNickRenames: z.boolean().default(false),
  requireIds: z.enum(["either", "relation_id", "parent_child_type"]).default("either"),
  requestIdEcho: z.boolean().default(true),
  businessErrors: z.enum(["http400", "http200"]).default("http400"),
  unknownParameters: z.enum(["refused", "ignored"]).default("refused"),
  quotaPerSecond: z.int().min(0).default(100),
  latencyMs: z.number().min(0).max(60_000).default(0),
  latencyJitterMs: z.number().min(0).max(60_000).default(0),
});

export type Switches = z.infer<typeof switchesSchema>;

export const DEFAULT_SWITCHES: Switches = switchesSchema.parse({});

/** `current` with the given ones changed. Throws a `ZodError` on an unknown name or a bad value. */
export function changeSwitches(current: Switches, change: unknown): Switches {
  return switchesSchema.parse({ ...current, ...z.record(z.string(), z.unknown()).parse(change) });
}

/** One sentence for a person out of a failed parse. */
export function sentenceOf(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message))
    .join("; ");
}
