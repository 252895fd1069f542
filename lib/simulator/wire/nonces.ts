/** A date may be 15 minutes off in either direction, so a nonce must be remembered for twice that. */
const REMEMBERED_MS = 30 * 60_000;

/** Nonces that were used. Two generations, so that forgetting is one assignment whatever the traffic. */
export class Nonces {
  private recent = new Set<string>();
  private older = new Set<string>();
  private turnAt = 0;

  /** False when this nonce was used before. */
  use(nonce: string, now: number): boolean {
    if (now >= this.turnAt) {
      this.older = this.recent;
      this.recent = new Set();
      this.turnAt = now + REMEMBERED_MS;
    }
    if (this.recent.has(nonce) || this.older.has(nonce)) return false;
    this.recent.add(nonce);
    return true;
  }
}
