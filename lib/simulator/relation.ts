import { z } from "zod";

/** RelationshipStatusEnum, in the order of the QueryPermissionList page. */
export const STATES = [
  "INITIAL",
  "CONFIRMING",
  "REJECTED",
  "CONNECTION_CANCELED",
  "RELATED",
  "CHANGE_CONFIRMING",
  "CONNECTION_MASTER_CANCEL",
] as const;
export type State = (typeof STATES)[number];

/** The two states that the same page marks "the relationship is in effect". */
export const STATES_IN_EFFECT: readonly State[] = ["RELATED", "CHANGE_CONFIRMING"];

/** The relation is in effect or may yet come into effect. */
export const OPEN_STATES: readonly State[] = ["INITIAL", "CONFIRMING", ...STATES_IN_EFFECT];

export const RELATION_TYPES = ["FinancialManagement", "FinancialTrusteeship"] as const;

export const VERBS = ["ADD", "DELETE"] as const;
export type Verb = (typeof VERBS)[number];

/** 1 to 19 digits: every id on this wire is a signed 64-bit integer, and many are above 2^53. */
export const idSchema = z.string().regex(/^[1-9]\d{0,18}$/, "an id is 1 to 19 decimal digits, as a string");

/** `startTime` and `endTime` have minute precision; an empty `endTime` means that it has not ended. */
const permissionSchema = z.strictObject({ code: z.string(), startTime: z.string(), endTime: z.string() });
export type Permission = z.infer<typeof permissionSchema>;

/**
 * One relation as it truly is. `name` and `nickname` are those of the payer's counterpart. `differentName` says that
 * both sides are different real-name entities. `pending` holds what the member has yet to confirm.
 */
export const relationSchema = z.strictObject({
  relationId: idSchema,
  masterUid: idSchema,
  memberUid: idSchema,
  name: z.string(),
  nickname: z.string(),
  type: z.enum(RELATION_TYPES),
  state: z.enum(STATES),
  setupTime: z.string(),
  startTime: z.string(),
  endTime: z.string(),
  differentName: z.boolean(),
  permissions: z.array(permissionSchema),
  pending: z.array(z.strictObject({ verb: z.enum(VERBS), codes: z.array(z.string()) })),
});
export type Relation = z.infer<typeof relationSchema>;

export function hasEnded(permission: Permission, now: number): boolean {
  return permission.endTime !== "" && Date.parse(permission.endTime) <= now;
}

/** Started and not ended. */
export function isOn(permission: Permission, now: number): boolean {
  return Date.parse(permission.startTime) <= now && !hasEnded(permission, now);
}

/** The codes in force, each once, in the order in which they are stored. */
export function codesOn(relation: Relation, now: number): string[] {
  return [...new Set(relation.permissions.filter((permission) => isOn(permission, now)).map(({ code }) => code))];
}
