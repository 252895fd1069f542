import { type Env, SettingError } from "@/lib/env";
import { type Endpoint, parseEndpoint, siteEndpoints } from "./endpoints";

/** Where an account's calls go: the site's endpoints, or the overrides. Throws `SettingError` naming the wrong one. */
export function configuredEndpoints(env: Env): { readonly endpoint: Endpoint; readonly stsEndpoint: Endpoint } {
  const read = (setting: string, text: string | null, standard: Endpoint): Endpoint => {
    if (text === null) return standard;
    const parsed = parseEndpoint(text);
    if (parsed.ok) return parsed.endpoint;
    throw new SettingError([{ setting, problem: parsed.fault.replaceAll("_", " ") }]);
  };
  const standard = siteEndpoints[env.site];
  return {
    endpoint: read("LINKBOOK_ENDPOINT", env.endpoint, standard.bss),
    stsEndpoint: read("LINKBOOK_STS_ENDPOINT", env.stsEndpoint, standard.sts),
  };
}
