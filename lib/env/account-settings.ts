import type { Uid } from "@/lib/domain/ids";

/**
 * Where the keys of an account come from. Names, paths and roles only, never a key itself; what each kind does is the
 * SDK's (`@alicloud/credentials`).
 */
export type CredentialReference =
  /** The SDK's default chain: environment, OIDC role, CLI profile, credentials file, ECS role, URI. */
  | { readonly kind: "chain" }
  /** Names of environment variables. */
  | {
      readonly kind: "env";
      readonly accessKeyId: string;
      readonly accessKeySecret: string;
      readonly securityToken: string | null;
    }
  /** A profile of the Aliyun CLI (`~/.aliyun/config.json`). */
  | { readonly kind: "profile"; readonly profile: string }
  /** A section of a credentials file in INI form. */
  | { readonly kind: "file"; readonly path: string; readonly profile: string }
  /** The RAM role of the ECS instance that this runs on. */
  | { readonly kind: "ecs"; readonly roleName: string }
  /** AssumeRole with the keys of another reference. */
  | {
      readonly kind: "role";
      readonly roleArn: string;
      readonly externalId: string | null;
      readonly via: CredentialReference;
    }
  | { readonly kind: "oidc"; readonly roleArn: string; readonly providerArn: string; readonly tokenFile: string }
  /** Keys by HTTP, as the SDK's `ALIBABA_CLOUD_CREDENTIALS_URI`. */
  | { readonly kind: "uri"; readonly uri: string };

/** One account as it is configured. */
export interface AccountSettings {
  /** `null`: whoever the keys belong to. Only without an accounts file. */
  readonly uid: Uid | null;
  /** What people call it. */
  readonly name: string | null;
  readonly site: "cn" | "intl";
  /** Overrides as written; `lib/bss` reads them and refuses plain HTTP off loopback. */
  readonly endpoint: string | null;
  readonly stsEndpoint: string | null;
  readonly ratePerSecond: number;
  /**
   * ConfirmRelation, "ConfirmCode" by which a payer cancels an invitation. The vendor documents a phrase and no
   * literal; `null`: cancelling is not offered.
   */
  readonly cancelConfirmCode: string | null;
  readonly credentials: CredentialReference;
  /** Where in the accounts file it stands, for problems: `account 2 (<uid>)`. `null`: the settings of one account. */
  readonly place: string | null;
}

/** At least one; the first is the default. */
export type Accounts = readonly [AccountSettings, ...AccountSettings[]];
