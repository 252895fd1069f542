/**
 * First step of `npm start`: names every setting that is missing or wrong (never a value), then brings the database up
 * to date and makes sure that a configured account has its row.
 */
import { configuredEndpoints } from "@/lib/bss/configured-endpoints";
import { createKeyRing } from "@/lib/bss/credentials";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { ensureAccount } from "@/lib/db/queries/accounts";
import { instant } from "@/lib/domain/ids";
import { readWebEnv, SettingError, setting } from "@/lib/env";

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

await runCommand(async () => {
  const env = read(readWebEnv);
  // Read on their own, so that a wrong one is named together with whatever else is wrong.
  const endpoints = read(() =>
    configuredEndpoints({
      site: env.value?.site ?? "cn",
      endpoint: setting("LINKBOOK_ENDPOINT") || null,
      stsEndpoint: setting("LINKBOOK_STS_ENDPOINT") || null,
    }),
  );
  const problems = [...env.problems, ...endpoints.problems, ...(await credentialProblems())];
  if (!env.value || !endpoints.value || problems.length > 0)
    throw new CommandError(`Linkbook cannot start with these settings:\n  ${problems.join("\n  ")}`);
  const { accountUid: uid, site } = env.value;
  const { host } = endpoints.value.endpoint;
  await withDatabase(async ({ database }) => {
    // Without a configured UID the worker asks whose keys these are, and makes the row then.
    if (uid)
      await database.transaction((tx) => ensureAccount(tx, { uid, site, endpoint: host, at: instant(Date.now()) }));
  });
});
