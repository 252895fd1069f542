import type BssClient from "@alicloud/bssopenapi20171214";
import type Credential from "@alicloud/credentials";
import type CoreClient from "@alicloud/openapi-core";
import type { Endpoint } from "./endpoints";
import type { Secrets } from "./withhold";

/** Keys as the credential source gave them. As long as they stay the same, they are the same object. */
export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string | undefined;
}

/** One request in the vendor's words. An array goes out as `Name.1`, `Name.2`; an empty one sends nothing. */
export interface ApiRequest {
  readonly service: "bss" | "sts";
  readonly action: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** POST, unless the API is offered for GET alone. The parameters are in the URL either way. */
  readonly method?: "GET";
  /** Values of the query that nothing which is kept of the answer may repeat. */
  readonly secrets?: Secrets;
}

export interface Sdk {
  /**
   * Signs a request and hands it to a socket before this tick of the event loop ends: the keys are at hand, so
   * nothing in between waits for input or output. Resolves with `{ statusCode, headers, body: text }`; rejects
   * with whatever the SDK throws, which may hold the whole URL.
   */
  call(endpoint: Endpoint, keys: Keys, request: ApiRequest, timeoutMs: number): Promise<unknown>;
  /** A fresh default chain of credential providers. */
  chain(): Pick<Credential, "getCredential">;
}

const versions = { bss: "2017-12-14", sts: "2015-04-01" } as const;

let loading: Promise<Sdk> | undefined;

/** Loads the SDK on first use (about 0.4 s and 30 MB), so that a build or a page that never calls does not. */
export function loadSdk(): Promise<Sdk> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Sdk> {
  const [core, bss, credentials, dara] = await Promise.all([
    import("@alicloud/openapi-core"),
    import("@alicloud/bssopenapi20171214"),
    import("@alicloud/credentials"),
    import("@darabonba/typescript"),
  ]);
  const Bss = unwrap<typeof BssClient>(bss.default);
  const Core = unwrap<typeof CoreClient>(core.default);
  const Chain = unwrap<typeof Credential>(credentials.default);
  const { Config, OpenApiRequest, Params } = core.$OpenApiUtil;

  /** Clients by the object that holds their keys: making one takes a third of what a call costs here. */
  const clients = new WeakMap<Keys, Map<string, CoreClient>>();
  const clientOf = (service: ApiRequest["service"], endpoint: Endpoint, keys: Keys): CoreClient => {
    const known = clients.get(keys) ?? new Map<string, CoreClient>();
    clients.set(keys, known);
    const name = `${service} ${endpoint.protocol} ${endpoint.host}`;
    const found = known.get(name);
    if (found) return found;
    const config = new Config({
      ...keys,
      endpoint: endpoint.host,
      // Overrides the protocol of Params; left out, a plain endpoint would be spoken to in TLS.
      protocol: endpoint.protocol.toUpperCase(),
      userAgent: "Linkbook",
    });
    const made = service === "bss" ? new Bss(config) : new Core(config);
    known.set(name, made);
    return made;
  };

  return {
    chain: () => new Chain(),
    call(endpoint, keys, request, timeoutMs) {
      const client = clientOf(request.service, endpoint, keys);
      const params = new Params({
        action: request.action,
        version: versions[request.service],
        protocol: "HTTPS",
        pathname: "/",
        method: request.method ?? "POST",
        authType: "AK",
        style: "RPC",
        reqBodyType: "formData",
        // The text of the body: the typed methods round ids above 2^53.
        bodyType: "string",
      });
      // Both, or the other's default of 3 s ends a call that was delivered. No retry options: the SDK tries once.
      const runtime = new dara.RuntimeOptions({ connectTimeout: timeoutMs, readTimeout: timeoutMs });
      const query = core.OpenApiUtil.query({ ...request.query });
      return client.callApi(params, new OpenApiRequest({ query }), runtime);
    },
  };
}

/** The class behind a dynamic import of CommonJS: at `default` or `default.default`, by who loads it. */
function unwrap<Class extends abstract new (...args: never[]) => unknown>(exported: Class | { default: Class }): Class {
  return typeof exported === "function" ? exported : exported.default;
}
