import { z } from "zod";
import { type CertificateFile, type CertificateHead, certificateFormat } from "@/lib/domain/certificate";

const whole = z.number().int().nonnegative();
const ids = z.strictObject({ count: whole, relationIds: z.array(z.string()) });
const hex = z.string().regex(/^[0-9a-f]{64}$/);

const turned = z.strictObject({ relationId: z.string(), from: z.string(), to: z.string() });

// Strict, since what is not read would not be hashed: a file with anything more is not the one that was issued.
const head = z.strictObject({
  format: z.literal(certificateFormat),
  account: z.strictObject({ uid: z.string(), site: z.string(), endpoint: z.string() }),
  sweep: z.strictObject({ id: z.string(), cause: z.string(), list: whole, startedAt: z.string() }),
  asked: z.strictObject({
    action: z.literal("QueryRelationList"),
    userId: z.string(),
    states: z.array(z.string()),
    pageSize: whole,
  }),
  window: z.strictObject({ from: z.string(), until: z.string() }),
  listed: z.strictObject({
    pages: whole,
    totalCount: whole,
    relations: whole,
    duplicates: whole,
    unreadable: whole,
    totalMoved: z.array(z.strictObject({ page: whole, from: whole, to: whole })),
  }),
  compared: z
    .strictObject({ came: ids, went: ids, turned: z.strictObject({ count: whole, relations: z.array(turned) }) })
    .nullable(),
  permissions: z.strictObject({
    inEffectOrPending: whole,
    readInSweep: whole,
    readEarlier: whole,
    neverRead: whole,
    failed: whole,
  }),
  pagesDigest: hex,
  relationsDigest: hex,
  previous: z.strictObject({ sweepId: z.string(), digest: hex }).nullable(),
  verdict: z.enum(["adds_up", "moved"]),
}) satisfies z.ZodType<CertificateHead>;

const pages = z.array(
  z.strictObject({
    page: whole,
    pageSize: whole,
    totalCount: whole,
    rows: whole,
    requestId: z.string().nullable(),
    askedAt: z.string(),
    answeredAt: z.string(),
  }),
);

const relation = z.strictObject({
  relationId: z.string(),
  accountId: z.string(),
  counterpart: z.string(),
  type: z.string(),
  state: z.string(),
  stateAt: z.string(),
  setupTime: z.string().nullable(),
  startTime: z.string().nullable(),
  endTime: z.string().nullable(),
  permissions: z.strictObject({ readAt: z.string(), requestId: z.string().nullable(), digest: z.string() }).nullable(),
  failed: z.strictObject({ code: z.string(), at: z.string() }).nullable(),
});

const file = z.strictObject({
  certificate: head,
  digest: hex,
  pages: pages.nullable(),
  relations: z.array(relation).nullable(),
}) satisfies z.ZodType<CertificateFile>;

/** Reads a head as it is stored. */
export const parseHead = (text: string): CertificateHead => head.parse(JSON.parse(text));

/** Reads the pages as they are stored. */
export const parsePages = (text: string): CertificateFile["pages"] => pages.parse(JSON.parse(text));

/** Reads an exported certificate; `null`: the text is none. */
export function parseCertificateFile(text: string): CertificateFile | null {
  try {
    return file.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
