import { encode } from "uqr";
import { addressOfSecret, newSecret, stepOfCode } from "@/lib/auth/one-time-code";
import { authorOfSelf, type Proof, proveIdentity, type Self } from "@/lib/auth/own-account/prove-identity";
import { newRecoveryCodes, recoveryDigest } from "@/lib/auth/recovery-codes";
import { openSecret, sealSecret } from "@/lib/auth/second-factor";
import { countTry, forgive, throttleKeys } from "@/lib/auth/throttle";
import { appendAudit } from "@/lib/db/queries/audit";
import * as factors from "@/lib/db/queries/second-factors";
import { AppError } from "@/lib/domain/errors";
import { instant } from "@/lib/domain/ids";
import type { SecondFactorStart } from "@/lib/domain/views/own-account";

/** A QR code as the path of an SVG, one unit for each module, with the quiet zone that readers want. */
function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { size, data } = encode(text, { border: 4, ecc: "M" });
  const runs = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: runs.join("") };
}

/**
 * Begins a second factor: a secret for the person's app, which is not asked for until a code has come from it. Begun
 * again, the secret is another one. Throws `conflict` when one is in force, and as `proveIdentity` does.
 */
export async function startSecondFactor(self: Self, { password }: { password: string }): Promise<SecondFactorStart> {
  if ((await factors.secondFactorOf(self.database.read, self.actor.id))?.confirmedAt) throw new AppError("conflict");
  const person = await proveIdentity(self, { password, code: null });
  const plain = newSecret();
  await self.database.transaction(async (tx) => {
    if ((await factors.secondFactorOf(tx, person.id))?.confirmedAt) throw new AppError("conflict");
    const sealed = sealSecret(self.secret, person.id, plain);
    await factors.startSecondFactor(tx, person.id, sealed, instant(self.now()));
    await appendAudit(tx, authorOfSelf(self), { action: "second_factor.start", entity: `person:${person.id}` });
  });
  return { secret: plain, qr: qrPath(addressOfSecret(plain, person.email)) };
}

/**
 * Puts the second factor into force by a code that comes from it. Gives the recovery codes: this is the only time they
 * can be read. Throws `bad_input` with `code`, `too_many_attempts`, and `conflict` when none was begun.
 */
export async function confirmSecondFactor(
  self: Self,
  { code }: { code: string },
): Promise<{ readonly recoveryCodes: readonly string[] }> {
  const { database, secret, actor } = self;
  const now = self.now();
  const at = instant(now);
  const keys = throttleKeys(secret, `self ${actor.id}`, `self ${actor.id}`);
  if ((await database.transaction((tx) => countTry(tx, keys, at))) > 0) throw new AppError("too_many_attempts");
  const recoveryCodes = newRecoveryCodes();
  await database.transaction(async (tx) => {
    const factor = await factors.secondFactorOf(tx, actor.id);
    const plain = factor && !factor.confirmedAt ? openSecret(secret, actor.id, factor.sealed) : null;
    if (plain === null) throw new AppError("conflict");
    const step = stepOfCode(plain, code.replace(/\s/g, ""), now);
    if (step === null) throw new AppError("bad_input", ["code"]);
    await factors.takeStep(tx, actor.id, step);
    const digests = recoveryCodes.map((each) => recoveryDigest(secret, actor.id, each));
    await factors.confirmSecondFactor(tx, actor.id, digests, at);
    await forgive(tx, keys, at);
    await appendAudit(tx, authorOfSelf(self), { action: "second_factor.confirm", entity: `person:${actor.id}` });
  });
  return { recoveryCodes };
}

/** Turns the second factor off; the password and a code are wanted. Throws as `proveIdentity` does, and `conflict`. */
export async function turnOffSecondFactor(self: Self, proof: Proof): Promise<null> {
  if (!(await factors.secondFactorOf(self.database.read, self.actor.id))?.confirmedAt) throw new AppError("conflict");
  const person = await proveIdentity(self, proof);
  await self.database.transaction(async (tx) => {
    if (!(await factors.removeSecondFactor(tx, person.id))) throw new AppError("conflict");
    await appendAudit(tx, authorOfSelf(self), { action: "second_factor.turn_off", entity: `person:${person.id}` });
  });
  return null;
}
