import type { CredentialsProvider } from "@alicloud/credentials";
import { setting } from "@/lib/env";
import type { CredentialReference } from "@/lib/env/account-settings";
import type { Endpoint } from "./endpoints";

/** How sessions of an assumed role are named in ActionTrail. */
const sessionName = "linkbook";

/**
 * Makes the SDK's provider of a reference. Each part is given explicitly: what is left out, the SDK takes from the
 * environment, which is one for all accounts. `sts`: where roles are assumed; the SDK speaks HTTPS there.
 * Throws where the reference leads nowhere; the message names a variable or a setting and no value.
 */
export async function providerOf(reference: CredentialReference, sts: Endpoint): Promise<CredentialsProvider> {
  const providers = await import("@alicloud/credentials");
  switch (reference.kind) {
    case "chain":
      return providers.DefaultCredentialsProvider.builder().build();
    case "env": {
      const accessKeyId = variable(reference.accessKeyId);
      const accessKeySecret = variable(reference.accessKeySecret);
      if (reference.securityToken === null)
        return providers.StaticAKCredentialsProvider.builder()
          .withAccessKeyId(accessKeyId)
          .withAccessKeySecret(accessKeySecret)
          .build();
      return providers.StaticSTSCredentialsProvider.builder()
        .withAccessKeyId(accessKeyId)
        .withAccessKeySecret(accessKeySecret)
        .withSecurityToken(variable(reference.securityToken))
        .build();
    }
    case "profile":
      return providers.CLIProfileCredentialsProvider.builder().withProfileName(reference.profile).build();
    case "file": {
      // The provider itself reads the one file that the environment names.
      const { loadIni } = await import("@alicloud/credentials/dist/src/util/utils");
      const sections: unknown = await loadIni(reference.path).catch(() => {
        throw new Error("the credentials file cannot be read");
      });
      return providers.ProfileCredentialsProvider.builder()
        .withProfileName(reference.profile)
        .build()
        .getCredentialsProvider(sections);
    }
    case "ecs":
      return providers.ECSRAMRoleCredentialsProvider.builder().withRoleName(reference.roleName).build();
    case "role":
      return providers.RAMRoleARNCredentialsProvider.builder()
        .withCredentialsProvider(await providerOf(reference.via, sts))
        .withRoleArn(reference.roleArn)
        .withExternalId(reference.externalId ?? "")
        .withRoleSessionName(sessionName)
        .withStsEndpoint(httpsHost(sts))
        .build();
    case "oidc":
      return providers.OIDCRoleArnCredentialsProvider.builder()
        .withRoleArn(reference.roleArn)
        .withOIDCProviderArn(reference.providerArn)
        .withOIDCTokenFilePath(reference.tokenFile)
        .withRoleSessionName(sessionName)
        .withStsEndpoint(httpsHost(sts))
        .build();
    case "uri":
      return providers.URICredentialsProvider.builder().withCredentialsURI(reference.uri).build();
  }
}

/** Names of the environment variables that a reference needs and that are not set. */
export function missingVariables(reference: CredentialReference): readonly string[] {
  if (reference.kind === "role") return missingVariables(reference.via);
  if (reference.kind !== "env") return [];
  const { accessKeyId, accessKeySecret, securityToken } = reference;
  return [accessKeyId, accessKeySecret, ...(securityToken === null ? [] : [securityToken])].filter(
    (name) => !setting(name),
  );
}

/** An empty one would be replaced by the SDK with the key of the default chain: another account's. */
function variable(name: string): string {
  const value = setting(name);
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

function httpsHost(sts: Endpoint): string {
  if (sts.protocol !== "https") throw new Error("a role is assumed over HTTPS only: set another stsEndpoint");
  return sts.host;
}
