import type { AccountSettings } from "@/lib/env/account-settings";
import { configuredEndpoints } from "./configured-endpoints";
import type { WireSettings } from "./wire";

/**
 * What an account's settings mean for its wire: endpoints, credentials, rate.
 * @throws SettingError as `configuredEndpoints` does.
 */
export function configuredAccount(
  account: AccountSettings,
): Pick<WireSettings, "endpoint" | "stsEndpoint" | "credentials" | "ratePerSecond"> {
  const endpoints = configuredEndpoints(account);
  const { credentials: reference, ratePerSecond } = account;
  return {
    ...endpoints,
    ratePerSecond,
    credentials:
      reference.kind === "chain"
        ? { kind: "chain" }
        : { kind: "reference", reference, stsEndpoint: endpoints.stsEndpoint },
  };
}
