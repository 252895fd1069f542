import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseUid, type Uid } from "@/lib/domain/ids";
import type { AccountSettings, Accounts, CredentialReference } from "@/lib/env/account-settings";
import { looksLikeSecret, secretPlaces } from "@/lib/env/secret-places";

/** What a file says, or everything that is wrong with it: places, never a value. */
export type AccountsFile =
  | { readonly accounts: Accounts; readonly problems: readonly [] }
  | { readonly accounts: null; readonly problems: readonly string[] };

const mostAccounts = 100;
const text = z.string().trim().min(1).max(512);
const environmentName = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "the NAME of an environment variable is wanted");
const arn = z.string().regex(/^acs:ram::\d+:\S+$/, "an ARN is wanted, such as acs:ram::<uid>:role/<name>");

/** As endpoints: whatever travels here are keys. */
const uri = z.string().refine((given) => {
  if (!URL.canParse(given)) return false;
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") return false;
  const isLoopback = ["localhost", "[::1]"].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
}, "an address with https:// is wanted, without a user; plain http:// on loopback only");

const viaOther = z.lazy(() => reference);

/** One kind of reference for each field that names it; the first that is there decides what else may be. */
const kinds = [
  [
    "env",
    z
      .strictObject({
        env: z.strictObject({
          accessKeyId: environmentName,
          accessKeySecret: environmentName,
          securityToken: environmentName.optional(),
        }),
      })
      .transform(({ env }) => ({ kind: "env" as const, ...env, securityToken: env.securityToken ?? null })),
  ],
  [
    "credentialsFile",
    z
      .strictObject({ credentialsFile: text, profile: text.default("default") })
      .transform(({ credentialsFile, profile }) => ({ kind: "file" as const, path: credentialsFile, profile })),
  ],
  ["profile", z.strictObject({ profile: text }).transform((it) => ({ kind: "profile" as const, ...it }))],
  [
    "ecsRamRole",
    z
      .strictObject({ ecsRamRole: text })
      .transform(({ ecsRamRole }) => ({ kind: "ecs" as const, roleName: ecsRamRole })),
  ],
  [
    "roleArn",
    z
      .strictObject({ roleArn: arn, via: viaOther, externalId: text.optional() })
      .transform((it) => ({ kind: "role" as const, ...it, externalId: it.externalId ?? null })),
  ],
  [
    "oidc",
    z
      .strictObject({ oidc: z.strictObject({ roleArn: arn, providerArn: arn, tokenFile: text }) })
      .transform(({ oidc }) => ({ kind: "oidc" as const, ...oidc })),
  ],
  ["uri", z.strictObject({ uri }).transform((it) => ({ kind: "uri" as const, ...it }))],
  ["chain", z.strictObject({ chain: z.literal(true) }).transform(() => ({ kind: "chain" as const }))],
] as const;

const reference: z.ZodType<CredentialReference> = z
  .record(z.string(), z.unknown(), `one of ${kinds.map(([field]) => field).join(", ")} is wanted`)
  .transform((given, context): CredentialReference => {
    const kind = kinds.find(([field]) => field in given);
    if (!kind) {
      context.addIssue({ code: "custom", message: `one of ${kinds.map(([field]) => field).join(", ")} is wanted` });
      return z.NEVER;
    }
    const read = kind[1].safeParse(given);
    if (read.success) return read.data;
    for (const issue of read.error.issues)
      context.addIssue({ code: "custom", path: [...issue.path], message: wordsOf(issue) });
    return z.NEVER;
  });

const uidText = z
  .string('an account UID is wanted as text: "1234567890123456"; a number would be rounded')
  .transform((given, context): Uid => {
    const uid = parseUid(given.trim());
    if (uid) return uid;
    context.addIssue({ code: "custom", message: "an account UID is wanted: decimal digits only" });
    return z.NEVER;
  });

const account = z.strictObject({
  uid: uidText,
  name: z.string().trim().min(1).max(64).optional(),
  site: z.enum(["cn", "intl"], "cn or intl is wanted").default("cn"),
  endpoint: text.optional(),
  stsEndpoint: text.optional(),
  rate: z.int().min(1).max(10_000).optional(),
  cancelConfirmCode: text.max(64).optional(),
  credentials: reference,
});

/** Zod's own words name no value; of fields that are too many they name the field, which may be a key put there. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return issue.message;
  return issue.keys
    .map((key) => (looksLikeSecret(key) ? "a field that looks like a key" : `unknown field ${key}`))
    .join(", ");
}

const uidOf = z.looseObject({ uid: z.string().regex(/^\d{1,19}$/) });

/** `account 2 (<uid>)`, as far as it has one. */
function placeOf(index: number, given: unknown): string {
  const read = uidOf.safeParse(given);
  return `account ${index + 1}${read.success ? ` (${read.data.uid})` : ""}`;
}

function readAccount(
  given: unknown,
  index: number,
  standardRate: number,
): { readonly account: AccountSettings | null; readonly problems: readonly string[] } {
  const place = placeOf(index, given);
  const secrets = secretPlaces(given);
  const problems = secrets.map(
    (path) => `${place}: ${path}: this looks like a key itself; give the NAME of an environment variable`,
  );
  const read = account.safeParse(given);
  if (!read.success) {
    for (const issue of read.error.issues) {
      const path = issue.path.join(".");
      if (!secrets.includes(path)) problems.push(`${place}: ${path === "" ? "" : `${path}: `}${wordsOf(issue)}`);
    }
    return { account: null, problems };
  }
  const { uid, name, site, endpoint, stsEndpoint, rate, cancelConfirmCode, credentials } = read.data;
  return {
    problems,
    account: {
      uid,
      name: name ?? null,
      site,
      endpoint: endpoint ?? null,
      stsEndpoint: stsEndpoint ?? null,
      ratePerSecond: rate ?? standardRate,
      cancelConfirmCode: cancelConfirmCode ?? null,
      credentials,
      place,
    },
  };
}

const wrong = (...problems: readonly string[]): AccountsFile => ({ accounts: null, problems });

/**
 * Reads a file of accounts: a JSON list, the default account first. A key itself in it is a problem, as is a UID that
 * stands twice. `standardRate`: calls a second where an account says nothing. Never throws.
 */
export function readAccountsFile(path: string, standardRate: number): AccountsFile {
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // What the parser says quotes the file.
    return wrong(error instanceof SyntaxError ? "the file is not JSON" : "the file cannot be read");
  }
  if (!Array.isArray(list) || list.length === 0 || list.length > mostAccounts)
    return wrong(`a list of 1 to ${mostAccounts} accounts is wanted`);
  const read = list.map((given: unknown, index) => readAccount(given, index, standardRate));
  const problems = read.flatMap((one) => one.problems);
  const seen = new Map<string, string>();
  for (const [index, given] of list.entries()) {
    const place = placeOf(index, given);
    const uid = uidOf.safeParse(given).data?.uid;
    if (uid === undefined) continue;
    const earlier = seen.get(uid);
    if (earlier) problems.push(`${place}: uid: the same as of ${earlier}`);
    else seen.set(uid, place);
  }
  const [first, ...others] = read.flatMap((one) => one.account ?? []);
  return problems.length > 0 || !first ? { accounts: null, problems } : { accounts: [first, ...others], problems: [] };
}
