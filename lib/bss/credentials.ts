import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { CredentialReference } from "@/lib/env/account-settings";
import { scrub } from "@/lib/telemetry/scrub";
import { providerOf } from "./credential-providers";
import type { Endpoint } from "./endpoints";
import { type Keys, loadSdk, type Sdk } from "./sdk";

/**
 * Where the keys of an account come from: an explicit pair (with a security token: STS), the SDK's default chain
 * (environment, OIDC role, CLI profile, credentials file, ECS role, URI), or what an accounts file refers to.
 */
export type CredentialSource =
  | {
      readonly kind: "key";
      readonly accessKeyId: string;
      readonly accessKeySecret: string;
      readonly securityToken?: string;
    }
  | { readonly kind: "chain" }
  | { readonly kind: "reference"; readonly reference: CredentialReference; readonly stsEndpoint: Endpoint };

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
  let chain: Source | undefined;
  let asking: Promise<KeysAnswer> | undefined;
  let last: Keys = { accessKeyId: "", accessKeySecret: "" };

  const ask = async (): Promise<KeysAnswer> => {
    try {
      const sdk = await loadSdk();
      chain ??= await sourceOf(source, sdk);
      const found = toKeys(await inTime(chain.ask()));
      if (found === null) return { ok: false, why: "the credential source gave no AccessKey pair" };
      if (!isDeepStrictEqual(found, last)) last = found;
      return { ok: true, sdk, keys: last };
    } catch (error) {
      chain = undefined;
      return { ok: false, why: whyNone(error) };
    }
  };

  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** What is asked for keys, again and again. */
interface Source {
  readonly ask: () => Promise<object>;
}

async function sourceOf(source: CredentialSource, sdk: Sdk): Promise<Source> {
  if (source.kind === "key") return { ask: async () => source };
  if (source.kind === "chain") {
    const chain = sdk.chain();
    return { ask: () => chain.getCredential() };
  }
  const provider = await providerOf(source.reference, source.stsEndpoint);
  return { ask: () => provider.getCredentials() };
}

/** The SDK's message up to where it begins to quote a file or an answer: those hold keys. */
function whyNone(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const [said = ""] = message.split(/\{|\n|(?<=failed):|, message =|(?<=\bresult):/);
  return scrub(said) || "the credential source failed";
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
