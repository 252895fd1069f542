import { SettingError } from "@/lib/env";
import type { AccountSettings } from "@/lib/env/account-settings";
import { type Endpoint, endpointFaults, parseEndpoint } from "./endpoints";

/**
 * The endpoints of the two sites, China (aliyun.com) and International (alibabacloud.com). They are set explicitly
 * because the SDK makes some up from a region: `cn-hongkong` leads to the China site, an unlisted region to a host
 * that does not exist. Source: the SDK's endpoint map and the product metadata of BssOpenApi; RAM's list for STS.
 */
const ofSite: Readonly<Record<AccountSettings["site"], Endpoints>> = {
  cn: {
    endpoint: { protocol: "https", host: "business.aliyuncs.com" },
    stsEndpoint: { protocol: "https", host: "sts.aliyuncs.com" },
  },
  intl: {
    endpoint: { protocol: "https", host: "business.ap-southeast-1.aliyuncs.com" },
    stsEndpoint: { protocol: "https", host: "sts.ap-southeast-1.aliyuncs.com" },
  },
};

/** Where BssOpenApi and STS live. */
interface Endpoints {
  readonly endpoint: Endpoint;
  readonly stsEndpoint: Endpoint;
}

/** The settings of one account; an accounts file has fields instead. */
const settingOf = { endpoint: "LINKBOOK_ENDPOINT", stsEndpoint: "LINKBOOK_STS_ENDPOINT" } as const;

/**
 * The endpoints of an account: those of its site, or what overrides them.
 * @throws SettingError naming each override that is wrong, without its value.
 */
export function configuredEndpoints(
  account: Pick<AccountSettings, "site" | "endpoint" | "stsEndpoint" | "place">,
): Endpoints {
  const problems: { setting: string; problem: string }[] = [];
  const { site, place } = account;
  const override = (name: keyof Endpoints): Endpoint => {
    const standard = ofSite[site][name];
    const text = account[name];
    const parsed = text === null ? { ok: true as const, endpoint: standard } : parseEndpoint(text);
    if (parsed.ok) return parsed.endpoint;
    const fault = endpointFaults[parsed.fault];
    problems.push(
      place === null
        ? { setting: settingOf[name], problem: fault }
        : { setting: "LINKBOOK_ACCOUNTS_FILE", problem: `${place}: ${name}: ${fault}` },
    );
    return standard;
  };
  const endpoint = override("endpoint");
  const stsEndpoint = override("stsEndpoint");
  if (problems.length > 0) throw new SettingError(problems);
  return { endpoint, stsEndpoint };
}
