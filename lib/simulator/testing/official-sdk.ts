import bss from "@alicloud/bssopenapi20171214";
import { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";
import { z } from "zod";

// The package is CommonJS: as an ES module, its class is the `default` of the default.
const inner: unknown = Reflect.get(bss, "default");
const isClient = (value: unknown): value is typeof bss => typeof value === "function";
const Client = isClient(inner) ? inner : bss;

const answerSchema = z.looseObject({ statusCode: z.number(), headers: z.looseObject({}), body: z.string() });

export type SdkOptions = {
  readonly accessKeyId?: string;
  readonly securityToken?: string;
  readonly signatureAlgorithm?: "v2";
  readonly version?: string;
};

/** The vendor's client as its documentation shows it: one typed method per operation, ids as `number`. */
export function officialClient(
  port: number,
  { accessKeyId = "demo-payer", ...rest }: Omit<SdkOptions, "version"> = {},
) {
  return new Client(
    new $OpenApiUtil.Config({
      accessKeyId,
      accessKeySecret: "demo-secret",
      endpoint: `127.0.0.1:${port}`,
      protocol: "HTTP",
      ...rest,
    }),
  );
}

/** One call through the vendor's current SDK, with the body as the text that arrived: ids stay exact. */
export async function officialCall(
  port: number,
  action: string,
  query: { readonly [name: string]: string | readonly string[] },
  options: SdkOptions = {},
) {
  const { version = "2017-12-14", ...rest } = options;
  const client = officialClient(port, rest);
  const params = new $OpenApiUtil.Params({
    action,
    version,
    protocol: "HTTPS",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "string",
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(query) });
  return answerSchema.parse(await client.callApi(params, request, new RuntimeOptions({})));
}
