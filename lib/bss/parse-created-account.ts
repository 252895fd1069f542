import { z } from "zod";
import type { Uid } from "@/lib/domain/ids";
import { text, uid } from "./fields";

/** The account that CreateAgAccount made. `type` as it comes: the documented sample writes `FINACE_CLOUD`. */
export interface CreatedAccount {
  /** The new account. */
  readonly pk: Uid;
  /** Its management account. */
  readonly mpk: Uid;
  readonly type: string;
  readonly ramAdminRoleName: string | null;
}

const body = z.object({
  AgRelationDto: z.object({
    Pk: uid,
    Mpk: uid,
    Type: text.catch(""),
    RamAdminRoleName: text.nullish().catch(null),
  }),
});

/**
 * Reads an answer of CreateAgAccount, which has no Data. `null` unless AgRelationDto is there with an exact Pk and
 * Mpk; that the Mpk is the payer's is for the caller to check. Never throws.
 */
export function parseCreatedAccount(answer: unknown): CreatedAccount | null {
  const parsed = body.safeParse(answer);
  if (!parsed.success) return null;
  const { Pk, Mpk, Type, RamAdminRoleName } = parsed.data.AgRelationDto;
  return { pk: Pk, mpk: Mpk, type: Type, ramAdminRoleName: RamAdminRoleName || null };
}
