import { type Env, SettingError } from "@/lib/env";
import { type Endpoint, endpointFaults, parseEndpoint } from "./endpoints";

/**
 * The endpoints of the two sites, China (aliyun.com) and International (alibabacloud.com). They are set explicitly
 * because the SDK makes some up from a region: `cn-hongkong` leads to the China site, an unlisted region to a host
 * that does not exist. Source: the SDK's endpoint map and the product metadata of BssOpenApi; RAM's list for STS.
 */
const ofSite: Readonly<Record<Env["site"], Endpoints>> = {
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

/**
 * The endpoints by the settings: those of the site, or what overrides them.
 * @throws SettingError naming each override that is wrong, without its value.
 */
export function configuredEndpoints(env: Pick<Env, "site" | "endpoint" | "stsEndpoint">): Endpoints {
  const problems: { setting: string; problem: string }[] = [];
  const override = (setting: string, text: string | null, standard: Endpoint): Endpoint => {
    const parsed = text === null ? { ok: true as const, endpoint: standard } : parseEndpoint(text);
    if (parsed.ok) return parsed.endpoint;
    problems.push({ setting, problem: endpointFaults[parsed.fault] });
    return standard;
  };
  const standard = ofSite[env.site];
  const endpoint = override("LINKBOOK_ENDPOINT", env.endpoint, standard.endpoint);
  const stsEndpoint = override("LINKBOOK_STS_ENDPOINT", env.stsEndpoint, standard.stsEndpoint);
  if (problems.length > 0) throw new SettingError(problems);
  return { endpoint, stsEndpoint };
}
