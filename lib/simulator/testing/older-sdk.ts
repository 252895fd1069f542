import RPCClient from "@alicloud/pop-core";

/** One call through the vendor's older SDK generation: HMAC-SHA1, parameters in the query or in a form body. */
export function olderCall(
  port: number,
  action: string,
  params: { readonly [name: string]: string | readonly string[] },
  options: {
    readonly method?: "GET" | "POST";
    readonly apiVersion?: string;
    readonly accessKeyId?: string;
    readonly accessKeySecret?: string;
    readonly securityToken?: string;
  } = {},
): Promise<unknown> {
  const { method = "GET", apiVersion = "2017-12-14", ...key } = options;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new RPCClient({
    endpoint,
    apiVersion,
    accessKeyId: "demo-payer",
    accessKeySecret: "demo-secret",
    ...key,
  });
  return client.request(action, params, { method });
}
