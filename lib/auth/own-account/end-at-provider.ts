import { z } from "zod";
import { discoveryAddress } from "@/lib/auth/oidc-provider";
import { isSafeAddress, type SingleSignOn } from "@/lib/env/single-sign-on";

const longestMs = 3_000;

const discovery = z.object({
  end_session_endpoint: z.string().refine(isSafeAddress).optional(),
});

/**
 * Where a person signs out of the company's provider too, coming back to `back` (OpenID Connect RP-Initiated Logout 1.0;
 * by client_id, as no ID token is kept). `null`: the provider has no such address, or does not say in time: the desk's
 * own session has ended all the same.
 */
export async function endAtProvider({ issuer, clientId }: SingleSignOn, back: string): Promise<string | null> {
  try {
    const answer = await fetch(discoveryAddress(issuer), { signal: AbortSignal.timeout(longestMs), redirect: "error" });
    const { end_session_endpoint: end } = discovery.parse(await answer.json());
    if (end === undefined) return null;
    const url = new URL(end);
    url.searchParams.set("client_id", clientId);
    url.searchParams.set("post_logout_redirect_uri", back);
    return url.href;
  } catch {
    return null;
  }
}
