import { authorOfSelf, type Proof, proveIdentity, type Self } from "@/lib/auth/own-account/prove-identity";
import { hashPassword } from "@/lib/auth/passwords";
import { appendAudit } from "@/lib/db/queries/audit";
import { setPasswordHash } from "@/lib/db/queries/people";
import { confirmSession, revokeSessionsOf } from "@/lib/db/queries/sessions";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";

/**
 * Gives the person another password, by the one that they have and their code. Every other session of theirs ends: whoever
 * learned the old one may be in it. Gives how many there were. Throws as `proveIdentity` does, and `bad_input` with `next`
 * when the new one is the old one.
 */
export async function changePassword(
  self: Self,
  { next, ...proof }: Proof & { readonly next: string },
): Promise<{ readonly sessions: number }> {
  if (next === proof.password) throw new AppError("bad_input", ["next"]);
  const person = await proveIdentity(self, proof);
  const passwordHash = await hashPassword(next);
  const at = instant(self.now());
  return self.database.transaction(async (tx) => {
    await setPasswordHash(tx, person.id, passwordHash);
    const sessions = await revokeSessionsOf(tx, person.id, at, self.actor.sessionId);
    await confirmSession(tx, self.actor.sessionId, at);
    await appendAudit(tx, authorOfSelf(self), {
      action: "person.change_password",
      entity: `person:${person.id}`,
      detail: { sessions },
    });
    return { sessions };
  });
}
