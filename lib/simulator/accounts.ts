import { z } from "zod";
import { idSchema } from "@/lib/simulator/relation";

/**
 * An account that the world knows apart from any relation. `differentName`: it is another real-name entity than the
 * payer, so that it has to confirm an invitation. `linkedElsewhere`: it already is the member of somebody else.
 */
export const accountSchema = z.strictObject({
  uid: idSchema,
  name: z.string(),
  differentName: z.boolean(),
  linkedElsewhere: z.boolean(),
  origin: z.enum(["population", "door", "created"]),
  /** Digest of its LoginEmail, or empty; the address itself is kept nowhere. */
  emailDigest: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

/** Accounts beside those that the population's relations imply. */
export class Accounts {
  private readonly byUid = new Map<string, Account>();
  /** Created, yet reads do not show it. */
  private readonly veiled = new Set<string>();

  constructor(unlinked: readonly Account[]) {
    for (const account of unlinked) this.put(account);
  }

  put(account: Account): void {
    this.byUid.set(account.uid, account);
  }

  get(uid: string): Account | null {
    return this.byUid.get(uid) ?? null;
  }

  withEmail(emailDigest: string): Account | null {
    return this.list().find((account) => account.emailDigest === emailDigest) ?? null;
  }

  /** In the order in which they came to be known. */
  list(): Account[] {
    return [...this.byUid.values()];
  }

  /** Hides an account from reads until the returned function is called. */
  veil(uid: string): () => void {
    this.veiled.add(uid);
    return () => void this.veiled.delete(uid);
  }

  isShown(uid: string): boolean {
    return this.byUid.has(uid) && !this.veiled.has(uid);
  }
}
