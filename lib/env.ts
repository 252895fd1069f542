import "server-only";
import { resolve } from "node:path";
import { z } from "zod";
import { parseUid, type Uid } from "@/lib/domain/ids";

/** A setting that is missing or wrong. The message names it and never holds its value. */
export class SettingError extends Error {
  override readonly name = "SettingError";
  constructor(readonly problems: readonly { readonly setting: string; readonly problem: string }[]) {
    super(problems.map(({ setting, problem }) => `${setting}: ${problem}`).join("\n"));
  }
}

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time as text (`500ms`, `20s`, `15m`, `6h`, `1d`), read into milliseconds. */
const duration = (standard: string) =>
  z
    .string()
    .default(standard)
    .transform((text, context) => {
      const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
      const unit = match?.[2];
      if (match && unit && unit in units) {
        const milliseconds = Number(match[1]) * units[unit as keyof typeof units];
        if (milliseconds > 0) return milliseconds;
      }
      context.addIssue({ code: "custom", message: "a length of time is wanted, such as 500ms, 20s, 15m, 6h or 1d" });
      return z.NEVER;
    });

const wholeNumber = (standard: number, least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${least} to ${most} is wanted`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a whole number from ${least} to ${most} is wanted`)
    .default(standard);

/** What `npm start` and the CLI read. Each name is a line of the README's settings table. */
const settings = z.object({
  LINKBOOK_DATA: z.string().min(1).default("./data"),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)./, "file: and a path, or postgres:// and a server and a database, is wanted")
    .optional(),
  LINKBOOK_SITE: z.enum(["cn", "intl"], "cn or intl is wanted").default("cn"),
  LINKBOOK_ENDPOINT: z.string().min(1).optional(),
  LINKBOOK_STS_ENDPOINT: z.string().min(1).optional(),
  LINKBOOK_ACCOUNT_UID: z
    .string()
    .transform((text, context): Uid => {
      const uid = parseUid(text.trim());
      if (uid) return uid;
      context.addIssue({ code: "custom", message: "an account UID is wanted: decimal digits only" });
      return z.NEVER;
    })
    .optional(),
  LINKBOOK_RATE: wholeNumber(5, 1, 10_000),
  LINKBOOK_CONCURRENCY: wholeNumber(16, 1, 256),
  LINKBOOK_LIST_EVERY: duration("15m"),
  LINKBOOK_PERMISSIONS_EVERY: duration("6h"),
  LINKBOOK_FRESH: duration("24h"),
  LINKBOOK_READ_BACK: duration("60s"),
  LINKBOOK_LEASE: duration("15s"),
  LINKBOOK_CALL_TIMEOUT: duration("10s"),
  LINKBOOK_SETTLE: duration("20m"),
  LINKBOOK_MEMBER_RECHECK: duration("10m"),
  LINKBOOK_VISIBILITY_LAG: duration("10s"),
  // The SDK prints Authorization and security tokens under these.
  DEBUG: z
    .string()
    .refine((value) => !/\*|httpx/i.test(value), "httpx and * print access keys' signatures and tokens: leave them out")
    .optional(),
  LINKBOOK_LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"], "fatal, error, warn, info, debug or silent is wanted")
    .default("info"),
});

/** What the web process needs beyond `settings`. */
const webSettings = settings.extend({
  NEXTAUTH_SECRET: z.string("it is missing; make one with: openssl rand -base64 32").min(32, "32 characters at least"),
  NEXTAUTH_URL: z.url({
    protocol: /^https?$/,
    message: "the address of this desk is wanted, such as https://linkbook.example.com",
  }),
});

/** Settings as the rooms take them; every length of time in milliseconds. */
export interface Env {
  /** Folder of the database and keys, absolute. */
  readonly data: string;
  readonly databaseUrl: string;
  readonly site: "cn" | "intl";
  /** Overrides as written; `lib/bss` reads them and refuses plain HTTP off loopback. */
  readonly endpoint: string | null;
  readonly stsEndpoint: string | null;
  readonly accountUid: Uid | null;
  readonly ratePerSecond: number;
  readonly concurrency: number;
  readonly listEveryMs: number;
  readonly permissionsEveryMs: number;
  readonly freshForMs: number;
  readonly readBackMs: number;
  readonly leaseMs: number;
  readonly callTimeoutMs: number;
  readonly settleMs: number;
  readonly memberRecheckMs: number;
  readonly visibilityLagMs: number;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
}

export interface WebEnv extends Env {
  readonly authSecret: string;
  readonly url: string;
}

type Source = Readonly<Record<string, string | undefined>>;

function parse<T extends z.ZodType>(schema: T, source: Source): z.output<T> {
  // An empty setting is a missing one: that is how shells and unit files unset things.
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const read = schema.safeParse(filled);
  if (read.success) return read.data;
  throw new SettingError(
    read.error.issues.map((issue) => ({ setting: String(issue.path[0]), problem: issue.message })),
  );
}

function toEnv(read: z.output<typeof settings>): Env {
  const data = resolve(read.LINKBOOK_DATA);
  if (read.LINKBOOK_LEASE < read.LINKBOOK_CALL_TIMEOUT * 1.2)
    throw new SettingError([
      { setting: "LINKBOOK_LEASE", problem: "longer than 1.2 × LINKBOOK_CALL_TIMEOUT is wanted" },
    ]);
  return {
    data,
    databaseUrl: read.DATABASE_URL ?? `file:${data}/linkbook.sqlite`,
    site: read.LINKBOOK_SITE,
    endpoint: read.LINKBOOK_ENDPOINT ?? null,
    stsEndpoint: read.LINKBOOK_STS_ENDPOINT ?? null,
    accountUid: read.LINKBOOK_ACCOUNT_UID ?? null,
    ratePerSecond: read.LINKBOOK_RATE,
    concurrency: read.LINKBOOK_CONCURRENCY,
    listEveryMs: read.LINKBOOK_LIST_EVERY,
    permissionsEveryMs: read.LINKBOOK_PERMISSIONS_EVERY,
    freshForMs: read.LINKBOOK_FRESH,
    readBackMs: read.LINKBOOK_READ_BACK,
    leaseMs: read.LINKBOOK_LEASE,
    callTimeoutMs: read.LINKBOOK_CALL_TIMEOUT,
    settleMs: read.LINKBOOK_SETTLE,
    memberRecheckMs: read.LINKBOOK_MEMBER_RECHECK,
    visibilityLagMs: read.LINKBOOK_VISIBILITY_LAG,
    logLevel: read.LINKBOOK_LOG_LEVEL,
  };
}

/** Reads the settings of the CLI and the worker. Throws `SettingError` naming each one that is wrong. */
export const readEnv = (source: Source = process.env): Env => toEnv(parse(settings, source));

/** Reads the settings of the web process. Throws `SettingError` naming each one that is missing or wrong. */
export function readWebEnv(source: Source = process.env): WebEnv {
  const read = parse(webSettings, source);
  return { ...toEnv(read), authSecret: read.NEXTAUTH_SECRET, url: read.NEXTAUTH_URL };
}

/** A setting by its name, for the few tools that take one of their own. */
export const setting = (name: string): string | undefined => process.env[name];
