import { type Instant, millis } from "@/lib/domain/ids";

/**
 * How long it counts that a person has shown that it is them: ten minutes, for reading what is to be agreed to and
 * agreeing. After that a verb that wants it throws `confirm_needed`.
 */
const freshMs = 10 * 60_000;

/** Whether a session was confirmed within the last ten minutes. `now` in milliseconds since 1970. Never confirmed: no. */
export function isFresh(confirmedAt: Instant | null | undefined, now: number): boolean {
  if (!confirmedAt) return false;
  const age = now - millis(confirmedAt);
  // A clock that was set back must not make an old confirmation last.
  return age > -60_000 && age <= freshMs;
}
