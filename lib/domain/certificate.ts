import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/domain/canonical-json";

/** Written into every certificate; another format gets another name. */
export const certificateFormat = "linkbook-population-certificate/1";

/** How many ids of one kind a certificate names; beyond that it only counts them. */
export const namedAtMost = 200;

/** Ids in text order, with their number: there may be more than are named. */
export interface CountedIds {
  readonly count: number;
  readonly relationIds: readonly string[];
}

/** A relation whose state differs from what was known before this list. */
export interface TurnedRelation {
  readonly relationId: string;
  readonly from: string;
  readonly to: string;
}

/** One page as it was asked for and answered. */
export interface CertifiedPage {
  readonly page: number;
  readonly pageSize: number;
  /** What this answer said there are in all. */
  readonly totalCount: number;
  /** Rows on it, those without a readable id too. */
  readonly rows: number;
  readonly requestId: string | null;
  readonly askedAt: string;
  readonly answeredAt: string;
}

/** One relation that was listed, as it stood when the certificate was made. */
export interface CertifiedRelation {
  readonly relationId: string;
  readonly accountId: string;
  readonly counterpart: string;
  readonly type: string;
  readonly state: string;
  /** When the request of the newest answer about state and type began. */
  readonly stateAt: string;
  readonly setupTime: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** The newest set that counts: when its request began, upstream's id of it, SHA-256 of the set; `null`: never read. */
  readonly permissions: { readonly readAt: string; readonly requestId: string | null; readonly digest: string } | null;
  /** The last read that failed since then. */
  readonly failed: { readonly code: string; readonly at: string } | null;
}

/** What one list of an account's relations showed, and how far it can be relied on. */
export interface CertificateHead {
  readonly format: typeof certificateFormat;
  readonly account: { readonly uid: string; readonly site: string; readonly endpoint: string };
  /** `list`: which list of its run this was; one that moved is read again at once, three times at most. */
  readonly sweep: { readonly id: string; readonly cause: string; readonly list: number; readonly startedAt: string };
  /** The parameters of QueryRelationList. `pageSize`: of the first page; a cap may have made the others smaller. */
  readonly asked: {
    readonly action: "QueryRelationList";
    readonly userId: string;
    readonly states: readonly string[];
    readonly pageSize: number;
  };
  /** From when the first page was asked for until the last was answered. */
  readonly window: { readonly from: string; readonly until: string };
  readonly listed: {
    readonly pages: number;
    /** As the last page said. */
    readonly totalCount: number;
    /** Different relations. */
    readonly relations: number;
    readonly duplicates: number;
    /** Rows whose id could not be read exactly. */
    readonly unreadable: number;
    /** Pages whose TotalCount was not that of the page before. */
    readonly totalMoved: readonly { readonly page: number; readonly from: number; readonly to: number }[];
  };
  /**
   * Against what was known when this list began: what came to it, what is not on it any more, whose state is another.
   * `null`: nothing was known before.
   */
  readonly compared: {
    readonly came: CountedIds;
    readonly went: CountedIds;
    readonly turned: { readonly count: number; readonly relations: readonly TurnedRelation[] };
  } | null;
  /** How far the permissions of those in effect or pending were read when this was made. */
  readonly permissions: {
    readonly inEffectOrPending: number;
    readonly readInSweep: number;
    readonly readEarlier: number;
    readonly neverRead: number;
    /** Of all of these, whose newest read failed. */
    readonly failed: number;
  };
  readonly pagesDigest: string;
  readonly relationsDigest: string;
  /** The certificate before this one, of the same account. */
  readonly previous: { readonly sweepId: string; readonly digest: string } | null;
  /** `moved`: it does not add up, and is run again. */
  readonly verdict: "adds_up" | "moved";
}

/** A certificate as it is exported. Pages and relations are `null` where their details are not kept any more. */
export interface CertificateFile {
  readonly certificate: CertificateHead;
  readonly digest: string;
  readonly pages: readonly CertifiedPage[] | null;
  readonly relations: readonly CertifiedRelation[] | null;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** SHA-256, hex, over the head's canonical JSON, which carries the digests of all the rest. */
export const certificateDigest = (head: CertificateHead): string => sha256(canonicalJson(head));

export const pagesDigest = (pages: readonly CertifiedPage[]): string => sha256(canonicalJson(pages));

/**
 * SHA-256 over the relations: each one's canonical JSON and a line feed, in the text order of their ids. They come in
 * slices, so that a hundred thousand of them hold nobody up.
 */
export function relationsHash(): { add(lines: readonly string[]): void; digest(): string } {
  const hash = createHash("sha256");
  return {
    add: (lines) => void hash.update(lines.map((line) => `${line}\n`).join("")),
    digest: () => hash.digest("hex"),
  };
}

export type CertificateCheck =
  | { readonly ok: true; readonly digest: string; readonly relations: number | null }
  | { readonly ok: false; readonly wrong: "certificate" | "pages" | "relations" };

/** Recomputes the digests of an exported certificate, and says which part is not as it was issued. */
export function checkCertificate({ certificate, digest, pages, relations }: CertificateFile): CertificateCheck {
  if (certificateDigest(certificate) !== digest) return { ok: false, wrong: "certificate" };
  if (pages && pagesDigest(pages) !== certificate.pagesDigest) return { ok: false, wrong: "pages" };
  const hash = relationsHash();
  if (relations) hash.add(relations.map(canonicalJson));
  if (relations && hash.digest() !== certificate.relationsDigest) return { ok: false, wrong: "relations" };
  return { ok: true, digest, relations: relations?.length ?? null };
}
