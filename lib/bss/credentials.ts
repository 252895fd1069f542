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
