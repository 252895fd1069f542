import { verifyPassword } from "@/lib/auth/passwords";
import { acceptCode } from "@/lib/auth/second-factor";
import { countTry, forgive, throttleKeys } from "@/lib/auth/throttle";
import type { Database } from "@/lib/db/database";
import type { AuditAuthor } from "@/lib/db/queries/audit";
import { type PersonRecord, personById } from "@/lib/db/queries/people";
import { secondFactorOf } from "@/lib/db/queries/second-factors";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import type { Actor } from "@/lib/domain/policy";

/** Somebody who is signed in and does something about themselves. */
export interface Self {
  readonly database: Database;
  readonly actor: Pick<Actor, "id" | "sessionId">;
  readonly correlationId: string;
  readonly now: () => number;
  /** NEXTAUTH_SECRET: keys digests and seals. */
  readonly secret: string;
}

/** What a person shows to prove that it is them. */
export interface Proof {
  readonly password: string;
  /** Of the authenticator app, or a recovery code; `null`: none was asked for. */
  readonly code: string | null;
}

export const authorOfSelf = ({ actor, correlationId }: Self): AuditAuthor => ({
  person: { id: actor.id },
  payerUid: null,
  correlationId,
});

/**
 * Checks the password, and the code where a second factor is in force. A code is used up. Throws `bad_input` with the
 * field that is not right (`password` or `code`), `too_many_attempts`, and `forbidden` for people without a password.
 */
export async function proveIdentity(self: Self, { password, code }: Proof): Promise<PersonRecord> {
  const { database, actor, secret } = self;
  const now = self.now();
  const at = instant(now);
  const person = await personById(database.read, actor.id);
  if (!person?.passwordHash) throw new AppError("forbidden");
  const keys = throttleKeys(secret, `self ${person.id}`, `self ${person.id}`);
  if ((await database.transaction((tx) => countTry(tx, keys, at))) > 0) throw new AppError("too_many_attempts");
  if (!(await verifyPassword(person.passwordHash, password))) throw new AppError("bad_input", ["password"]);
  return database.transaction(async (tx) => {
    const factor = await secondFactorOf(tx, person.id);
    const typed = { personId: person.id, now, secret, code: code ?? "" };
    if (factor?.confirmedAt && !(await acceptCode(tx, { ...typed, factor }))) throw new AppError("bad_input", ["code"]);
    await forgive(tx, keys, at);
    return person;
  });
}
