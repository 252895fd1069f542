import { isIPv6 } from "node:net";

/** Where an API lives: `host` is a name or address with an optional port, never a scheme or a path. */
export interface Endpoint {
  readonly protocol: "http" | "https";
  readonly host: string;
}

/** The two sites of Alibaba Cloud: China (aliyun.com) and International (alibabacloud.com). */
export const sites = ["cn", "intl"] as const;
export type Site = (typeof sites)[number];

/**
 * The endpoints by site. They are set explicitly because the SDK makes some up from a region: `cn-hongkong`
 * leads to the China site, an unlisted region to a host that does not exist. Source: the SDK's endpoint map and
 * the product metadata for BssOpenApi; the STS endpoint list for STS.
 */
export const siteEndpoints: Readonly<Record<Site, { readonly bss: Endpoint; readonly sts: Endpoint }>> = {
  cn: {
    bss: { protocol: "https", host: "business.aliyuncs.com" },
    sts: { protocol: "https", host: "sts.aliyuncs.com" },
  },
  intl: {
    bss: { protocol: "https", host: "business.ap-southeast-1.aliyuncs.com" },
    sts: { protocol: "https", host: "sts.ap-southeast-1.aliyuncs.com" },
  },
};

/** What is wrong with an endpoint that somebody set. */
export type EndpointFault = "empty" | "not_a_host" | "scheme" | "path" | "user_info" | "plain_http_beyond_loopback";

export type ParsedEndpoint = { ok: true; endpoint: Endpoint } | { ok: false; fault: EndpointFault };

const shape = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/is;
const host = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?<port>[0-9]{1,5}))?$/i;

/**
 * Reads an endpoint setting: `https://host`, `host:port` (HTTPS) or `http://127.0.0.1:4010`. Requests carry their
 * parameters in the URL, so plain HTTP is for loopback only; the SDK misreads a scheme or a path in its host.
 */
export function parseEndpoint(text: string): ParsedEndpoint {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: false, fault: "empty" };
  const [, scheme = "https", authority = "", rest = ""] = shape.exec(trimmed) ?? [];
  const protocol = scheme.toLowerCase();
  if (protocol !== "http" && protocol !== "https") return { ok: false, fault: "scheme" };
  if (authority.includes("@")) return { ok: false, fault: "user_info" };
  if (rest !== "" && rest !== "/") return { ok: false, fault: "path" };
  const { name = "", port } = host.exec(authority)?.groups ?? {};
  if (name === "" || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) {
    return { ok: false, fault: "not_a_host" };
  }
  if (name.startsWith("[") && !isIPv6(name.slice(1, -1))) return { ok: false, fault: "not_a_host" };
  if (protocol === "http" && !isLoopback(name)) return { ok: false, fault: "plain_http_beyond_loopback" };
  return { ok: true, endpoint: { protocol, host: authority.toLowerCase() } };
}

const isLoopback = (name: string): boolean =>
  name.toLowerCase() === "localhost" || name === "[::1]" || /^127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name);

/** What to tell the person who set it; `setting` is the name of the variable. The value is not repeated. */
export const endpointFaultText = (setting: string, fault: EndpointFault): string => `${setting} ${faultTexts[fault]}`;

const faultTexts: Record<EndpointFault, string> = {
  empty: "is empty: leave it out, or give a host such as business.aliyuncs.com",
  not_a_host: "is not a host with an optional port, such as business.aliyuncs.com or 127.0.0.1:4010",
  scheme: "must begin with https:// or http://, or have no scheme",
  path: "must not have a path, a query or a fragment",
  user_info: "must not contain a user name or password",
  plain_http_beyond_loopback: "may use plain http:// for 127.0.0.1, localhost or [::1] only; use https://",
};
