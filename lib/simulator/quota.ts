/**
 * Calls per second per account, as a bucket that holds one second's worth and fills evenly. The real figures and the
 * shape of the real window are not published.
 */
export class Quota {
  private readonly buckets = new Map<string, { left: number; at: number }>();

  /** Milliseconds until the next call may come, or 0 and this call is counted. `perSecond` 0: no limit. */
  take(accountUid: string, perSecond: number, now: number): number {
    if (perSecond === 0) return 0;
    const bucket = this.buckets.get(accountUid) ?? { left: perSecond, at: now };
    const left = Math.min(perSecond, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    const isAllowed = left >= 1;
    this.buckets.set(accountUid, { left: isAllowed ? left - 1 : left, at: now });
    return isAllowed ? 0 : Math.max(1, Math.ceil(((1 - left) / perSecond) * 1000));
  }
}
