import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKeyRing } from "./credentials";

/** An environment in which no step of the SDK's default chain finds anything. */
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "linkbook-keys-"));
  vi.stubEnv("HOME", home);
  vi.stubEnv("ALIBABA_CLOUD_CREDENTIALS_FILE", join(home, "none"));
  vi.stubEnv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
  for (const name of ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN", "CREDENTIALS_URI", "ROLE_ARN"]) {
    vi.stubEnv(`ALIBABA_CLOUD_${name}`, undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

describe("an explicit pair", () => {
  test("is given as it is", async () => {
    const pair = { accessKeyId: "an-id", accessKeySecret: "a-secret", securityToken: "a-token" };
    expect(await createKeyRing({ kind: "key", ...pair })()).toMatchObject({ ok: true, keys: pair });
  });

  test("with a part missing is no pair", async () => {
    const answer = await createKeyRing({ kind: "key", accessKeyId: "an-id", accessKeySecret: "" })();
    expect(answer).toEqual({ ok: false, why: "the credential source gave no AccessKey pair" });
  });
});

describe("the default chain", () => {
  test("serves ten who ask at once on a cold start, from a step that is not its first, with one fetch", async () => {
    let fetches = 0;
    const server = createServer((_, response) => {
      fetches += 1;
      response.end(
        JSON.stringify({
          Code: "Success",
          AccessKeyId: "uri-id",
          AccessKeySecret: "uri-secret",
          SecurityToken: "uri-token",
          Expiration: "2099-01-01T00:00:00Z",
        }),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    vi.stubEnv("ALIBABA_CLOUD_CREDENTIALS_URI", `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
    const ring = createKeyRing({ kind: "chain" });
    const answers = await Promise.all(Array.from({ length: 10 }, ring));
    const later = await ring();
    server.closeAllConnections();
    server.close();
    for (const answer of [...answers, later]) {
      expect(answer).toMatchObject({ ok: true, keys: { accessKeyId: "uri-id", securityToken: "uri-token" } });
    }
    expect(fetches).toBe(1);
  });

  test("that found nothing is made anew: keys that appear later are found", async () => {
    const ring = createKeyRing({ kind: "chain" });
    const none = await ring();
    expect(none).toMatchObject({ ok: false, why: expect.stringContaining("unable to get credentials") });
    expect(JSON.stringify(none)).not.toContain("https://");
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id");
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret");
    expect(await ring()).toMatchObject({ ok: true, keys: { accessKeyId: "env-id", accessKeySecret: "env-secret" } });
  });
});
