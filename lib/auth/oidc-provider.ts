import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { SingleSignOn } from "@/lib/env/single-sign-on";

/** The name under which next-auth knows the company's provider: it stands in addresses. */
export const oidcId = "oidc";

/** Longest wait for one answer of the provider. */
const timeout = 5_000;

export const discoveryAddress = (issuer: string): string => `${issuer}/.well-known/openid-configuration`;

const claims = z.record(z.string(), z.unknown());

/**
 * The provider as next-auth takes it: authorisation code with PKCE, state and nonce, by its discovery document. Address
 * and groups are asked for at its userinfo endpoint where the ID token does not carry them; openid-client compares the
 * subject of both.
 */
export const oidcProvider = ({
  issuer,
  clientId,
  clientSecret,
  name,
  scope,
  groupsClaim,
}: SingleSignOn): OAuthConfig<unknown> => ({
  id: oidcId,
  name,
  type: "oauth",
  wellKnown: discoveryAddress(issuer),
  clientId,
  clientSecret,
  idToken: true,
  checks: ["pkce", "state", "nonce"],
  authorization: { params: { scope } },
  httpOptions: { timeout },
  userinfo: {
    async request({ tokens, client }) {
      const own = "claims" in tokens && typeof tokens.claims === "function" ? claims.parse(tokens.claims()) : {};
      const isWhole = own.email !== undefined && own[groupsClaim] !== undefined;
      if (isWhole || !client.issuer.metadata.userinfo_endpoint || !tokens.access_token) return own;
      return { ...(await client.userinfo(tokens.access_token)), ...own };
    },
  },
  // next-auth wants an id; who it is is read from the claims.
  profile: () => ({ id: oidcId }),
});
