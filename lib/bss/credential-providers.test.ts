import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { CredentialReference } from "@/lib/env/account-settings";
import { createKeyRing } from "./credentials";
import { selfSigned } from "./testing/self-signed";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "linkbook-references-"));
  vi.stubEnv("HOME", home);
  // Another account's keys: whatever a reference leaves out must not be taken from here.
  vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "default-id");
  vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "default-secret");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const sts = { protocol: "https", host: "127.0.0.1:1" } as const;
const ask = (reference: CredentialReference, stsEndpoint: { protocol: "http" | "https"; host: string } = sts) =>
  createKeyRing({ kind: "reference", reference, stsEndpoint })();
const env = { kind: "env", accessKeyId: "GROUP_ID", accessKeySecret: "GROUP_SECRET", securityToken: null } as const;

async function serve(answer: RequestListener, secure: boolean): Promise<string> {
  const server = secure ? createSecureServer(selfSigned(), answer) : createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

/** STS on loopback: notes what it is asked and hands out a session. */
async function secureSts(): Promise<{ readonly host: string; readonly asked: URLSearchParams[] }> {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const asked: URLSearchParams[] = [];
  const host = await serve((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const query = new URL(request.url ?? "", "https://sts").searchParams;
      asked.push(new URLSearchParams([...query, ...new URLSearchParams(body)]));
      const session = { AccessKeyId: "role-id", AccessKeySecret: "role-secret", SecurityToken: "role-token" };
      response.end(JSON.stringify({ Credentials: { ...session, Expiration: "2099-01-01T00:00:00Z" } }));
    });
  }, true);
  return { host, asked };
}

test("names of variables: the pair that they hold, or which one is not set, whatever the default chain has", async () => {
  expect(await ask(env)).toEqual({ ok: false, why: "GROUP_ID is not set" });
  vi.stubEnv("GROUP_ID", "group-id");
  vi.stubEnv("GROUP_SECRET", "group-secret");
  expect(await ask(env)).toMatchObject({
    ok: true,
    keys: { accessKeyId: "group-id", accessKeySecret: "group-secret" },
  });
  const withToken = { ...env, securityToken: "GROUP_TOKEN" };
  expect(await ask(withToken)).toEqual({ ok: false, why: "GROUP_TOKEN is not set" });
  vi.stubEnv("GROUP_TOKEN", "group-token");
  expect(await ask(withToken)).toMatchObject({ ok: true, keys: { securityToken: "group-token" } });
});

test("a profile of the Aliyun CLI, by its name; a broken file is not quoted", async () => {
  mkdirSync(join(home, ".aliyun"));
  const file = join(home, ".aliyun", "config.json");
  const profile = (name: string) => ({
    name,
    mode: "AK",
    access_key_id: `${name}-id`,
    access_key_secret: "cli-secret",
  });
  writeFileSync(file, JSON.stringify({ current: "a", profiles: [profile("a"), profile("b")] }));
  expect(await ask({ kind: "profile", profile: "b" })).toMatchObject({ ok: true, keys: { accessKeyId: "b-id" } });
  expect(await ask({ kind: "profile", profile: "c" })).toEqual({ ok: false, why: "unable to get profile with 'c'" });
  writeFileSync(file, "hunter22 is no JSON");
  const broken = await ask({ kind: "profile", profile: "b" });
  expect(broken).toMatchObject({ ok: false, why: expect.stringContaining("parse aliyun cli config") });
  expect(JSON.stringify(broken)).not.toContain("hunter22");
});

test("a section of a credentials file, whichever file the environment names", async () => {
  const path = join(home, "keys.ini");
  writeFileSync(path, "[desk]\ntype = access_key\naccess_key_id = file-id\naccess_key_secret = file-secret\n");
  vi.stubEnv("ALIBABA_CLOUD_CREDENTIALS_FILE", join(home, "another.ini"));
  const file = { kind: "file", path, profile: "desk" } as const;
  expect(await ask(file)).toMatchObject({ ok: true, keys: { accessKeyId: "file-id", accessKeySecret: "file-secret" } });
  expect(await ask({ ...file, profile: "none" })).toMatchObject({ ok: false, why: expect.stringContaining("none") });
  expect(await ask({ ...file, path: join(home, "none.ini") })).toEqual({
    ok: false,
    why: "the credentials file cannot be read",
  });
});

test("an address that hands out keys; an answer without them is not quoted", async () => {
  const keys = { AccessKeyId: "uri-id", AccessKeySecret: "uri-secret", SecurityToken: "uri-token" };
  let answer: object = { ...keys, Expiration: "2099-01-01T00:00:00Z" };
  const host = await serve((_, response) => response.end(JSON.stringify(answer)), false);
  const uri = { kind: "uri", uri: `http://${host}/keys` } as const;
  expect(await ask(uri)).toMatchObject({ ok: true, keys: { accessKeyId: "uri-id", securityToken: "uri-token" } });
  answer = { AccessKeySecret: "hunter22" };
  const odd = await ask(uri);
  expect(odd.ok).toBe(false);
  expect(JSON.stringify(odd)).not.toContain("hunter22");
});

test("a role is assumed at the account's own STS with the keys of another reference", async () => {
  vi.stubEnv("GROUP_ID", "group-id");
  vi.stubEnv("GROUP_SECRET", "group-secret");
  const { host, asked } = await secureSts();
  const role = { kind: "role", roleArn: "acs:ram::77:role/desk", externalId: "of-us", via: env } as const;
  const found = await ask(role, { protocol: "https", host });
  expect(found).toMatchObject({ ok: true, keys: { accessKeyId: "role-id", securityToken: "role-token" } });
  expect(asked.map((it) => Object.fromEntries(it))).toMatchObject([
    {
      Action: "AssumeRole",
      AccessKeyId: "group-id",
      RoleArn: "acs:ram::77:role/desk",
      ExternalId: "of-us",
      RoleSessionName: "linkbook",
    },
  ]);
  expect(await ask(role, { protocol: "http", host })).toEqual({
    ok: false,
    why: "a role is assumed over HTTPS only: set another stsEndpoint",
  });
});

test("a role by OIDC: the token of the file, as it is now", async () => {
  const { host, asked } = await secureSts();
  const tokenFile = join(home, "token");
  writeFileSync(tokenFile, "an-oidc-token");
  const providerArn = "acs:ram::77:oidc-provider/k";
  const found = await ask(
    { kind: "oidc", roleArn: "acs:ram::77:role/desk", providerArn, tokenFile },
    { protocol: "https", host },
  );
  expect(found).toMatchObject({ ok: true, keys: { accessKeyId: "role-id" } });
  expect(asked.map((it) => Object.fromEntries(it))).toMatchObject([
    { Action: "AssumeRoleWithOIDC", OIDCToken: "an-oidc-token", OIDCProviderArn: providerArn },
  ]);
});

test("the role of the machine is the metadata service's to give; where it is switched off that is said", async () => {
  vi.stubEnv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
  expect(await ask({ kind: "ecs", roleName: "desk" })).toEqual({ ok: false, why: "IMDS credentials is disabled" });
});
