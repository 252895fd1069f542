/**
 * First step of `npm start`: names every setting that is missing or wrong (never a value), then brings the database up
 * to date and makes sure that a configured account has its row.
 */
import { configuredEndpoints } from "@/lib/bss/configured-endpoints";
import { missingVariables } from "@/lib/bss/credential-providers";
import { createKeyRing } from "@/lib/bss/credentials";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { movedTo } from "@/lib/db/queries/instance";
import { instant } from "@/lib/domain/ids";
import { readWebEnv, SettingError, setting } from "@/lib/env";
import type { AccountSettings } from "@/lib/env/account-settings";

const keyNames = ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"] as const;

type Read<T> = { readonly value: T | null; readonly problems: readonly string[] };

function read<T>(work: () => T): Read<T> {
  try {
    return { value: work(), problems: [] };
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    return { value: null, problems: error.message.split("\n") };
  }
}

/** Half a key pair is named at once; without one the other sources are asked, which may take seconds. */
async function credentialProblems(): Promise<readonly string[]> {
  const missing = keyNames.filter((name) => !setting(name));
  if (missing.length === 0) return [];
  if (missing.length === 1) return [`${missing[0]}: it is missing, while the other half of the pair is set`];
  const found = await createKeyRing({ kind: "chain" })();
  return found.ok
    ? []
    : [`${keyNames.join(" and ")}: they are missing, and no other credential source answered (${found.why})`];
}

/** What of an account keeps it from being asked anything; one whose keys turn out wrong later is its own matter. */
async function accountProblems(account: AccountSettings, runsWorker: boolean): Promise<readonly string[]> {
  const endpoints = read(() => configuredEndpoints(account)).problems;
  if (!runsWorker) return endpoints;
  if (account.place === null) return [...endpoints, ...(await credentialProblems())];
  const missing = missingVariables(account.credentials);
  return [...endpoints, ...missing.map((name) => `LINKBOOK_ACCOUNTS_FILE: ${account.place}: ${name} is not set`)];
}

/** The account of the settings, as far as they can be read: what is wrong with it is named with whatever else is. */
const oneAccount = (): AccountSettings => ({
  uid: null,
  name: null,
  site: setting("LINKBOOK_SITE") === "intl" ? "intl" : "cn",
  endpoint: setting("LINKBOOK_ENDPOINT") || null,
  stsEndpoint: setting("LINKBOOK_STS_ENDPOINT") || null,
  ratePerSecond: 1,
  cancelConfirmCode: null,
  credentials: { kind: "chain" },
  place: null,
});

await runCommand(async () => {
  const env = read(readWebEnv);
  const accounts = env.value?.accounts ?? (setting("LINKBOOK_ACCOUNTS_FILE") ? [] : [oneAccount()]);
  const runsWorker = env.value?.runsWorker ?? setting("LINKBOOK_WORKER") !== "off";
  const problems = [...env.problems];
  for (const account of accounts) problems.push(...(await accountProblems(account, runsWorker)));
  if (!env.value || problems.length > 0)
    throw new CommandError(`Linkbook cannot start with these settings:\n  ${problems.join("\n  ")}`);
  await withDatabase(async ({ database }) => {
    const moved = await movedTo(database.read);
    if (moved)
      throw new CommandError(`This database was moved to ${moved.to} by "npm run migrate": set DATABASE_URL to it.`);
    // Without a configured UID the worker asks whose keys these are, and makes the row then.
    await database.transaction(async (tx) => {
      for (const account of accounts) {
        const { uid, site } = account;
        const endpoint = configuredEndpoints(account).endpoint.host;
        if (uid) await ensureAccount(tx, { uid, site, endpoint, at: instant(Date.now()) });
      }
    });
  });
});
