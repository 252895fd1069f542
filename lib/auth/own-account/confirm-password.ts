import { authorOfSelf, type Proof, proveIdentity, type Self } from "@/lib/auth/own-account/prove-identity";
import { appendAudit } from "@/lib/db/queries/audit";
import { confirmSession } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";

/**
 * Shows again that it is the person who signed in: for ten minutes from now the session counts as fresh (`isFresh`).
 * Throws as `proveIdentity` does; people of single sign-on make a fresh round there instead.
 */
export async function confirmPassword(self: Self, proof: Proof): Promise<null> {
  const person = await proveIdentity(self, proof);
  await self.database.transaction(async (tx) => {
    await confirmSession(tx, self.actor.sessionId, instant(self.now()));
    await appendAudit(tx, authorOfSelf(self), { action: "session.confirm", entity: `person:${person.id}` });
  });
  return null;
}
