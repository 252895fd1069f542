import { z } from "zod";
import { OPERATION_NAMES } from "@/lib/simulator/operations/catalogue";
import { idSchema, VERBS } from "@/lib/simulator/relation";
import type { Wait } from "@/lib/simulator/waiting";

const ms = z.number().min(0).max(3_600_000);
const gate = z.string().min(1).max(100);

/** Which calls a fault meets, how often, and whether the effect comes later than it would. */
const common = {
  id: z
    .string()
    .regex(/^[\w.-]{1,100}$/, "an id is made of letters, digits, _ . and -")
    .optional(),
  operation: z.enum(OPERATION_NAMES).optional(),
  relationId: idSchema.optional(),
  /** Compared with ChildUserId, or with the UserId of QueryFinancialAccountInfo. */
  memberUid: idSchema.optional(),
  verb: z.enum(VERBS).optional(),
  accessKeyId: z.string().optional(),
  /** At most so many calls; absent: no limit. */
  times: z.int().min(1).optional(),
  /** Lets the first so many calls go. */
  after: z.int().min(0).optional(),
  /** Meets each call with this probability, decided by the seed. */
  rate: z.number().min(0).max(1).optional(),
  /** The effect lands this much after the reception, or when the gate opens; also for kinds without one. */
  effectDelayMs: ms.optional(),
  effectGate: gate.optional(),
};

const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), ...common });

/** Kinds that wait, by `ms` or at a `gate`. */
const waiting = <Kind extends string>(kind: Kind) =>
  z
    .strictObject({ kind: z.literal(kind), ms: ms.optional(), gate: gate.optional(), ...common })
    .refine((fault) => (fault.ms === undefined) !== (fault.gate === undefined), "give ms or gate, one of them");

export const faultSchema = z
  .discriminatedUnion("kind", [
    plain("status503"),
    plain("status500_before"),
    plain("status500_after"),
    plain("reset_before"),
    plain("reset_after"),
    plain("truncated_body").extend({ cut: z.enum(["clean", "abort"]).default("clean") }),
    plain("html_body").extend({
      status: z.union([z.literal(200), z.literal(502)]).default(502),
      effect: z.boolean().default(false),
    }),
    plain("lying_success"),
    plain("success_with_error_code").extend({ code: z.string().min(1).default("SYSTEM_ERROR") }),
    waiting("slow_body"),
    waiting("slow_answer"),
    waiting("effect_delayed"),
    waiting("late_visibility"),
    plain("flapping_visibility").extend({ reads: z.int().min(2).max(100).default(3) }),
    plain("throttle").extend({ retryAfterMs: z.int().min(0).default(1000) }),
    plain("refuse").extend({
      code: z.string().min(1),
      status: z.int().min(200).max(599).default(400),
      message: z.string().default("Refused on demand."),
    }),
    plain("empty_list"),
    plain("hold").extend({ gate, when: z.enum(["before", "after"]).default("after") }),
  ])
  .refine(
    (fault) => fault.effectDelayMs === undefined || fault.effectGate === undefined,
    "give effectDelayMs or effectGate, not both",
  );

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault["kind"];

/** Kinds whose calls have no effect unless `effectDelayMs` or `effectGate` brings one later. */
const WITHOUT_EFFECT: ReadonlySet<FaultKind> = new Set([
  "status503",
  "status500_before",
  "reset_before",
  "lying_success",
  "success_with_error_code",
  "throttle",
  "refuse",
  "empty_list",
]);

/** When the effect of a call lands under this fault: at once, after a wait, or not at all. */
export function effectOf(fault: Fault | null): "now" | "never" | Wait {
  if (fault === null) return "now";
  if (fault.effectDelayMs !== undefined) return { ms: fault.effectDelayMs };
  if (fault.effectGate !== undefined) return { gate: fault.effectGate };
  if (fault.kind === "effect_delayed") return waitOf(fault);
  if (fault.kind === "html_body") return fault.effect ? "now" : "never";
  return WITHOUT_EFFECT.has(fault.kind) ? "never" : "now";
}

export function waitOf(fault: { ms?: number | undefined; gate?: string | undefined }): Wait {
  return fault.gate === undefined ? { ms: fault.ms ?? 0 } : { gate: fault.gate };
}

/** The gates that a fault can stop at. */
export function gatesOf(fault: Fault): string[] {
  const own = "gate" in fault ? fault.gate : undefined;
  return [own, fault.effectGate].filter((name) => name !== undefined);
}
