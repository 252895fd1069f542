import { isIPv6 } from "node:net";

/** Where an API lives: `host` is a name or address with an optional port, never a scheme or a path. */
export interface Endpoint {
  readonly protocol: "http" | "https";
  readonly host: string;
}

/** What is wrong with an endpoint that somebody set, and how to say it after the setting's name. */
export const endpointFaults = {
  empty: "it is empty: leave it out, or give a host such as business.aliyuncs.com",
  not_a_host: "a host with an optional port is wanted, such as business.aliyuncs.com or 127.0.0.1:4010",
  scheme: "https:// or http:// is wanted before the host, or nothing",
  path: "it must not have a path, a query or a fragment",
  user_info: "it must not contain a user name or password",
  plain_http_beyond_loopback: "plain http:// is for 127.0.0.1, localhost and [::1] only: https:// is wanted",
} as const;

type Fault = keyof typeof endpointFaults;

const shape = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/is;
const host = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?<port>[0-9]{1,5}))?$/i;

/**
 * Reads an endpoint setting: `https://host`, `host:port` (HTTPS) or `http://127.0.0.1:4010`. Requests carry their
 * parameters in the URL, so plain HTTP is for loopback only; the SDK misreads a scheme or a path in its host.
 */
export function parseEndpoint(text: string): { ok: true; endpoint: Endpoint } | { ok: false; fault: Fault } {
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
