import bss from "@alicloud/bssopenapi20171214";
import { $OpenApiUtil, OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";

// The package is CommonJS: as an ES module, its class is the `default` of the default.
const inner: unknown = Reflect.get(bss, "default");
const isClient = (value: unknown): value is typeof bss => typeof value === "function";
const Client = isClient(inner) ? inner : bss;

/**
 * QueryPermissionList of each relation by the vendor's SDK and nothing else, so many at once: one client, and the call
 * that the SDK's typed method wraps. Gives the milliseconds that it took.
 */
export async function bareLoop(port: number, relationIds: readonly string[], atOnce: number): Promise<number> {
  const client = new Client(
    new $OpenApiUtil.Config({
      accessKeyId: "demo-payer",
      accessKeySecret: "demo-secret",
      endpoint: `127.0.0.1:${port}`,
      protocol: "HTTP",
    }),
  );
  const params = new $OpenApiUtil.Params({
    action: "QueryPermissionList",
    version: "2017-12-14",
    protocol: "HTTPS",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const runtime = new RuntimeOptions({ connectTimeout: 10_000, readTimeout: 10_000 });
  const queue = relationIds.values();
  const loop = async () => {
    for (const RelationId of queue)
      await client.callApi(
        params,
        new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query({ RelationId }) }),
        runtime,
      );
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, loop));
  return performance.now() - began;
}
