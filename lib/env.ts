import "server-only";
import { resolve } from "node:path";
import { z } from "zod";
import { parseUid, type Uid } from "@/lib/domain/ids";
import type { Accounts } from "@/lib/env/account-settings";
import { type AccountsFile, readAccountsFile } from "@/lib/env/accounts-file";
import { type NoticeSettings, noticeSettingsOf } from "@/lib/env/notices";
import { type SingleSignOn, singleSignOnOf } from "@/lib/env/single-sign-on";

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
    .refine(
      (text) => /^file:./.test(text) || (/^postgres(ql)?:\/\/./.test(text) && URL.canParse(text)),
      "file: and a path, or postgres:// with a server and a database, is wanted",
    )
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
  LINKBOOK_ACCOUNTS_FILE: z.string().min(1).optional(),
  LINKBOOK_CANCEL_CONFIRM_CODE: z.string().trim().min(1).max(64).optional(),
  LINKBOOK_WORKER: z.enum(["on", "off"], "on or off is wanted").default("on"),
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
  LINKBOOK_SESSION_IDLE: duration("2h"),
  LINKBOOK_METRICS_TOKEN: z
    .string()
    .regex(
      /^[\x21-\x7e]{24,256}$/,
      "24 to 256 characters without blanks are wanted; make one with: openssl rand -hex 24",
    )
    .optional(),
  LINKBOOK_OIDC_ISSUER: z.string().trim().min(1).optional(),
  LINKBOOK_OIDC_CLIENT_ID: z.string().min(1).optional(),
  LINKBOOK_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  LINKBOOK_OIDC_ROLES: z.string().min(1).optional(),
  LINKBOOK_OIDC_NAME: z.string().trim().min(1).max(60, "60 characters at most").default("single sign-on"),
  LINKBOOK_OIDC_SCOPE: z
    .string()
    .regex(/(^|\s)openid(\s|$)/, "scopes with blanks between them are wanted, openid among them")
    .default("openid email profile"),
  LINKBOOK_OIDC_GROUPS_CLAIM: z.string().trim().min(1).default("groups"),
  LINKBOOK_SMTP_URL: z.string().trim().min(1).optional(),
  LINKBOOK_MAIL_FROM: z.string().trim().min(1).optional(),
  LINKBOOK_WEBHOOK_URL: z.string().trim().min(1).optional(),
  LINKBOOK_WEBHOOK_SECRET: z.string().trim().min(1).optional(),
});

/** Settings as the rooms take them; every length of time in milliseconds. */
export interface Env {
  /** Folder of the database and keys, absolute. */
  readonly data: string;
  readonly databaseUrl: string;
  /** The accounts of the file, or the one of the settings; the first is the default. */
  readonly accounts: Accounts;
  /** Whether this process reads and writes upstream; otherwise it only serves pages. */
  readonly runsWorker: boolean;
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
  /** After so long without use a session ends. */
  readonly sessionIdleMs: number;
  /** Who sends it may read the figures from anywhere; `null`: from this machine only. */
  readonly metricsToken: string | null;
  /** The company's own sign-in; `null`: there are passwords only. */
  readonly singleSignOn: SingleSignOn | null;
  readonly notices: NoticeSettings;
}

type Source = Readonly<Record<string, string | undefined>>;

/** Settings of one account, which an accounts file says for each of its own. */
const ofOneAccount = [
  "LINKBOOK_ACCOUNT_UID",
  "LINKBOOK_SITE",
  "LINKBOOK_ENDPOINT",
  "LINKBOOK_STS_ENDPOINT",
  "LINKBOOK_CANCEL_CONFIRM_CODE",
] as const;

// The web process asks for its settings with each request; which accounts there are is decided at its start.
const place = globalThis as typeof globalThis & { linkbookAccounts?: Map<string, AccountsFile> };

/** The file as this process read it first; of a test's own settings always anew. */
function accountsFile(path: string, source: Source): AccountsFile {
  const rate = Number(source.LINKBOOK_RATE) || settings.shape.LINKBOOK_RATE.parse(undefined);
  if (source !== process.env) return readAccountsFile(path, rate);
  place.linkbookAccounts ??= new Map();
  const kept = place.linkbookAccounts.get(path) ?? readAccountsFile(path, rate);
  // What is wrong may be put right by whoever starts the process again.
  if (kept.accounts) place.linkbookAccounts.set(path, kept);
  return kept;
}

interface Parsed<T> {
  readonly read: T;
  /** `null`: no file is set. */
  readonly listed: Accounts | null;
}

function parse<T extends z.ZodType>(schema: T, source: Source): Parsed<z.output<T>> {
  // An empty setting is a missing one: that is how shells and unit files unset things.
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const read = schema.safeParse(filled);
  const path = filled.LINKBOOK_ACCOUNTS_FILE;
  const file = path === undefined ? null : accountsFile(path, source);
  const problems = [
    ...(read.error?.issues ?? []).map((issue) => ({ setting: String(issue.path[0]), problem: issue.message })),
    ...(file?.problems ?? []).map((problem) => ({ setting: "LINKBOOK_ACCOUNTS_FILE", problem })),
    ...(file ? ofOneAccount.filter((name) => filled[name] !== undefined) : []).map((setting) => ({
      setting,
      problem: "it is for one account; with LINKBOOK_ACCOUNTS_FILE the file says it for each",
    })),
  ];
  if (!read.success || problems.length > 0) throw new SettingError(problems);
  return { read: read.data, listed: file?.accounts ?? null };
}

function toEnv({ read, listed }: Parsed<z.output<typeof settings>>): Env {
  const data = resolve(read.LINKBOOK_DATA);
  if (read.LINKBOOK_LEASE < read.LINKBOOK_CALL_TIMEOUT * 1.2)
    throw new SettingError([
      { setting: "LINKBOOK_LEASE", problem: "longer than 1.2 × LINKBOOK_CALL_TIMEOUT is wanted" },
    ]);
  const accounts: Accounts = listed ?? [
    {
      uid: read.LINKBOOK_ACCOUNT_UID ?? null,
      name: null,
      site: read.LINKBOOK_SITE,
      endpoint: read.LINKBOOK_ENDPOINT ?? null,
      stsEndpoint: read.LINKBOOK_STS_ENDPOINT ?? null,
      ratePerSecond: read.LINKBOOK_RATE,
      cancelConfirmCode: read.LINKBOOK_CANCEL_CONFIRM_CODE ?? null,
      credentials: { kind: "chain" },
      place: null,
    },
  ];
  return {
    data,
    databaseUrl: read.DATABASE_URL ?? `file:${data}/linkbook.sqlite`,
    accounts,
    runsWorker: read.LINKBOOK_WORKER === "on",
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
  const parsed = parse(webSettings, source);
  const { NEXTAUTH_SECRET: authSecret, NEXTAUTH_URL: url, LINKBOOK_METRICS_TOKEN: metricsToken = null } = parsed.read;
  const singleSignOn = singleSignOnOf(parsed.read);
  const notices = noticeSettingsOf(parsed.read);
  const problems = [...singleSignOn.problems, ...notices.problems];
  if (problems.length > 0) throw new SettingError(problems);
  const { LINKBOOK_SESSION_IDLE: sessionIdleMs } = parsed.read;
  return {
    ...{ ...toEnv(parsed), authSecret, url, sessionIdleMs, metricsToken },
    ...{ singleSignOn: singleSignOn.settings, notices: notices.settings },
  };
}

/** A setting by its name, for the few tools that take one of their own. */
export const setting = (name: string): string | undefined => process.env[name];
