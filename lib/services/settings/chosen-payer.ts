import { parseUid, type Uid } from "@/lib/domain/ids";
import type { AccountSettings, Accounts } from "@/lib/env/account-settings";

/** The settings of an account; those without a UID are of whichever account the keys belong to. */
export const settingsOf = (payer: Uid, accounts: Accounts): AccountSettings | null =>
  accounts.find(({ uid }) => uid === payer) ?? accounts.find(({ uid }) => uid === null) ?? null;

/**
 * Which of a person's accounts a request is about: the one that it names, or the default: the first that is
 * configured. `null`: it names one that is not the person's, or none is known yet.
 */
export function chosenPayer(payers: ReadonlySet<Uid>, accounts: Accounts, asked: string | null): Uid | null {
  if (asked !== null) {
    const uid = parseUid(asked);
    return uid && payers.has(uid) ? uid : null;
  }
  const configured = accounts.flatMap(({ uid }) => (uid && payers.has(uid) ? [uid] : []));
  return configured[0] ?? [...payers][0] ?? null;
}
