import { appendAudit } from "@/lib/db/queries/audit";
import { revokeSession, revokeSessionsOf, type SignedInBy } from "@/lib/db/queries/sessions";
import { instant } from "@/lib/domain/ids";
import { type PersonalContext, personalAuthor } from "@/lib/services/context";

/** Ends the session that asks. Gives how it began; `null`: it had ended already. */
export function signOut(context: PersonalContext, _input: object): Promise<SignedInBy | null> {
  return context.database.transaction(async (tx) => {
    const ended = await revokeSession(tx, context.actor.sessionId, instant(context.now()));
    if (!ended) return null;
    const event = { action: "session.sign_out", entity: `person:${ended.personId}` };
    await appendAudit(tx, personalAuthor(context), event);
    return ended.via;
  });
}

/** Ends every session of the person who asks, this one too. Gives how many there were. */
export async function signOutEverywhere(
  context: PersonalContext,
  _input: object,
): Promise<{ readonly sessions: number }> {
  const sessions = await context.database.transaction(async (tx) => {
    const ended = await revokeSessionsOf(tx, context.actor.id, instant(context.now()));
    await appendAudit(tx, personalAuthor(context), {
      action: "session.sign_out_everywhere",
      entity: `person:${context.actor.id}`,
      detail: { sessions: ended },
    });
    return ended;
  });
  return { sessions };
}
