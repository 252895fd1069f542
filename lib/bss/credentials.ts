import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { scrub } from "@/lib/telemetry/scrub";
import { type Keys, loadSdk, type Sdk } from "./sdk";

/**
 * Where the keys of an account come from: an explicit pair (with a security token: STS), or the SDK's default
 * chain (environment, OIDC role, CLI profile, credentials file, ECS role, URI).
 */
export type CredentialSource =
  | {
      readonly kind: "key";
      readonly accessKeyId: string;
      readonly accessKeySecret: string;
      readonly securityToken?: string;
    }
  | { readonly kind: "chain" };

/** The keys of now, or why there are none (scrubbed). */
export type KeysAnswer = { ok: true; keys: Keys; sdk: Sdk } | { ok: false; why: string };

/** The chain walks files, the metadata service and a URI; a step that hangs must not hold a queue for ever. */
const longestWalkMs = 15_000;

/**
 * Gives the current keys, each time it is asked; the providers behind it renew what expires. One question to the
 * chain is under way at a time and everybody shares its answer: asked in parallel before its first answer, the
 * chain fails all but one, and fetches one token for each that asks. After a failure the chain is made anew,
 * because the old one clings to the last provider it tried.
 */
export function createKeyRing(source: CredentialSource): () => Promise<KeysAnswer> {
  let chain: ReturnType<Sdk["chain"]> | undefined;
  let asking: Promise<KeysAnswer> | undefined;
  let last: Keys = { accessKeyId: "", accessKeySecret: "" };

  const ask = async (): Promise<KeysAnswer> => {
    try {
      const sdk = await loadSdk();
      if (source.kind === "chain") chain ??= sdk.chain();
      const found = toKeys(chain ? await inTime(chain.getCredential()) : source);
      if (found === null) return { ok: false, why: "the credential source gave no AccessKey pair" };
      if (!isDeepStrictEqual(found, last)) last = found;
      return { ok: true, sdk, keys: last };
    } catch (error) {
      chain = undefined;
      return { ok: false, why: scrub(error instanceof Error ? error.message : "the credential source failed") };
    }
  };

  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

function toKeys(given: object): Keys | null {
  const parsed = keys.safeParse(given);
  if (!parsed.success) return null;
  const { accessKeyId, accessKeySecret, securityToken } = parsed.data;
  return securityToken ? { accessKeyId, accessKeySecret, securityToken } : { accessKeyId, accessKeySecret };
}

const keys = z.object({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  securityToken: z.string().nullish(),
});

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no credential provider answered in time")), longestWalkMs);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
