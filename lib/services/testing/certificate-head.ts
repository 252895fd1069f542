import { type CertificateHead, certificateFormat, pagesDigest, relationsHash } from "@/lib/domain/certificate";

/** The head of a certificate of an empty list. */
export const certificateHead = (of: {
  readonly uid: string;
  readonly sweepId: string;
  readonly at: string;
}): CertificateHead => ({
  format: certificateFormat,
  account: { uid: of.uid, site: "cn", endpoint: "127.0.0.1:1" },
  sweep: { id: of.sweepId, cause: "start", list: 1, startedAt: of.at },
  asked: { action: "QueryRelationList", userId: of.uid, states: ["RELATED"], pageSize: 100 },
  window: { from: of.at, until: of.at },
  listed: { pages: 1, totalCount: 0, relations: 0, duplicates: 0, unreadable: 0, totalMoved: [] },
  compared: null,
  permissions: { inEffectOrPending: 0, readInSweep: 0, readEarlier: 0, neverRead: 0, failed: 0 },
  pagesDigest: pagesDigest([]),
  relationsDigest: relationsHash().digest(),
  previous: null,
  verdict: "adds_up",
});
