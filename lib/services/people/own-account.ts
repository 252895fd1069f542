import { createHash } from "node:crypto";
import { appendAudit } from "@/lib/db/queries/audit";
import { personById } from "@/lib/db/queries/people";
import { recoveryCodesLeft, secondFactorOf } from "@/lib/db/queries/second-factors";
import { openSessionsOf, revokeSession, revokeSessionsOf } from "@/lib/db/queries/sessions";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import type { OwnAccount } from "@/lib/domain/views/own-account";
import { type PersonalContext, personalAuthor } from "@/lib/services/context";

/** How a page names a session: its id is what a cookie holds, and stays here. */
const handleOf = (sessionId: string): string =>
  createHash("sha256").update(`session handle:${sessionId}`).digest("base64url").slice(0, 22);

/** What a person is told of their own sign-in: the second factor, and the open sessions, the last used first. */
export async function ownAccount(context: PersonalContext): Promise<OwnAccount> {
  const { actor, database } = context;
  const db = database.read;
  const person = await personById(db, actor.id);
  const factor = await secondFactorOf(db, actor.id);
  const sessions = await openSessionsOf(db, actor.id, instant(context.now()));
  return {
    secondFactor: person?.passwordHash
      ? { on: Boolean(factor?.confirmedAt), recoveryCodesLeft: await recoveryCodesLeft(db, actor.id) }
      : null,
    sessions: sessions.map(({ id, beganAt, lastSeenAt, via, device }) => ({
      handle: handleOf(id),
      beganAt,
      lastSeenAt,
      via,
      device,
      isThis: id === actor.sessionId,
    })),
  };
}

/** Ends one of one's own sessions. Throws `not_found` for any other, whoever's it is. */
export async function endOwnSession(context: PersonalContext, { handle }: { handle: string }): Promise<null> {
  const { actor, database } = context;
  const at = instant(context.now());
  await database.transaction(async (tx) => {
    const open = await openSessionsOf(tx, actor.id, at);
    const session = open.find(({ id }) => handleOf(id) === handle);
    if (!session || !(await revokeSession(tx, session.id, at))) throw new AppError("not_found");
    await appendAudit(tx, personalAuthor(context), { action: "session.end", entity: `person:${actor.id}` });
  });
  return null;
}

/** Ends every session of the person but the one that asks. Gives how many there were. */
export async function endOtherSessions(
  context: PersonalContext,
  _input: object,
): Promise<{ readonly sessions: number }> {
  const { actor, database } = context;
  const sessions = await database.transaction(async (tx) => {
    const ended = await revokeSessionsOf(tx, actor.id, instant(context.now()), actor.sessionId);
    const event = { action: "session.end_others", entity: `person:${actor.id}`, detail: { sessions: ended } };
    await appendAudit(tx, personalAuthor(context), event);
    return ended;
  });
  return { sessions };
}
