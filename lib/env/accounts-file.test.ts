import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv, SettingError } from "@/lib/env";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-accounts-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function written(content: unknown): string {
  const path = join(folder, `accounts-${files++}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
const read = (content: unknown, settings: Record<string, string> = {}) =>
  readEnv({ LINKBOOK_ACCOUNTS_FILE: written(content), ...settings });

function problems(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof SettingError)
      return error.problems.map(({ setting, problem }) => `${setting.replace("LINKBOOK_", "")}: ${problem}`);
    throw error;
  }
  return [];
}

const keys = { env: { accessKeyId: "GROUP_KEY_ID", accessKeySecret: "GROUP_KEY_SECRET" } };
const group = { uid: "1998833470017415", credentials: keys };
const fakeId = `LT${"AI"}5tExampleExample00`;

describe("without a file", () => {
  test("there is one account, from the settings of one account and the default chain", () => {
    const { accounts } = readEnv({ LINKBOOK_ACCOUNT_UID: "77", LINKBOOK_SITE: "intl", LINKBOOK_RATE: "9" });
    expect(accounts).toEqual([
      {
        uid: "77",
        name: null,
        site: "intl",
        endpoint: null,
        stsEndpoint: null,
        ratePerSecond: 9,
        cancelConfirmCode: null,
        credentials: { kind: "chain" },
        place: null,
      },
    ]);
    expect(readEnv({ LINKBOOK_CANCEL_CONFIRM_CODE: "a_code" }).accounts).toMatchObject([
      { uid: null, cancelConfirmCode: "a_code" },
    ]);
  });
});

describe("a file of accounts", () => {
  test("gives them in its order, each with its own and with the standards for the rest", () => {
    const { accounts } = read(
      [
        { ...group, name: " Group ", rate: 20, cancelConfirmCode: "a_code" },
        {
          uid: "6210322125051645960",
          site: "intl",
          endpoint: "http://127.0.0.1:4010",
          stsEndpoint: "https://sts.example.com",
          credentials: { roleArn: "acs:ram::77:role/desk", via: { profile: "desk" } },
        },
      ],
      { LINKBOOK_RATE: "7" },
    );
    expect(accounts).toEqual([
      {
        uid: "1998833470017415",
        name: "Group",
        site: "cn",
        endpoint: null,
        stsEndpoint: null,
        ratePerSecond: 20,
        cancelConfirmCode: "a_code",
        credentials: { kind: "env", ...keys.env, securityToken: null },
        place: "account 1 (1998833470017415)",
      },
      {
        uid: "6210322125051645960",
        name: null,
        site: "intl",
        endpoint: "http://127.0.0.1:4010",
        stsEndpoint: "https://sts.example.com",
        ratePerSecond: 7,
        cancelConfirmCode: null,
        credentials: {
          kind: "role",
          roleArn: "acs:ram::77:role/desk",
          externalId: null,
          via: { kind: "profile", profile: "desk" },
        },
        place: "account 2 (6210322125051645960)",
      },
    ]);
  });

  test.each([
    [{ chain: true }, { kind: "chain" }],
    [{ profile: "desk" }, { kind: "profile", profile: "desk" }],
    [{ credentialsFile: "/etc/keys.ini" }, { kind: "file", path: "/etc/keys.ini", profile: "default" }],
    [
      { credentialsFile: "/etc/keys.ini", profile: "b" },
      { kind: "file", path: "/etc/keys.ini", profile: "b" },
    ],
    [{ ecsRamRole: "desk-role" }, { kind: "ecs", roleName: "desk-role" }],
    [
      { oidc: { roleArn: "acs:ram::7:role/a", providerArn: "acs:ram::7:oidc-provider/b", tokenFile: "/var/run/t" } },
      {
        kind: "oidc",
        roleArn: "acs:ram::7:role/a",
        providerArn: "acs:ram::7:oidc-provider/b",
        tokenFile: "/var/run/t",
      },
    ],
    [{ uri: "http://127.0.0.1:9/keys" }, { kind: "uri", uri: "http://127.0.0.1:9/keys" }],
  ])("takes the reference %j", (credentials, kind) => {
    expect(read([{ ...group, credentials }]).accounts[0].credentials).toEqual(kind);
  });

  test("is refused with everything that is wrong in it and beside it, at once", () => {
    const said = problems(() =>
      read(
        [
          { uid: 1998833470017415, site: "us", credentials: {} },
          { uid: "77", nickname: "x", rate: 0, credentials: { profile: "a", chain: true } },
          { uid: "77", credentials: { uri: "http://keys.example.com/" } },
          { uid: "78", credentials: { roleArn: "admin", via: { env: { accessKeyId: "A" } } } },
        ],
        { LINKBOOK_ACCOUNT_UID: "77", LINKBOOK_ENDPOINT: "a.example", LINKBOOK_LEASE: "soon" },
      ),
    );
    expect(said).toEqual([
      "LEASE: a length of time is wanted, such as 500ms, 20s, 15m, 6h or 1d",
      'ACCOUNTS_FILE: account 1: uid: an account UID is wanted as text: "1234567890123456"; a number would be rounded',
      "ACCOUNTS_FILE: account 1: site: cn or intl is wanted",
      expect.stringMatching(/^ACCOUNTS_FILE: account 1: credentials: one of env, credentialsFile, .* is wanted$/),
      "ACCOUNTS_FILE: account 2 (77): rate: Too small: expected number to be >=1",
      "ACCOUNTS_FILE: account 2 (77): credentials: unknown field chain",
      "ACCOUNTS_FILE: account 2 (77): unknown field nickname",
      expect.stringMatching(/^ACCOUNTS_FILE: account 3 \(77\): credentials.uri: an address with https/),
      expect.stringMatching(/^ACCOUNTS_FILE: account 4 \(78\): credentials.roleArn: an ARN is wanted/),
      expect.stringMatching(/^ACCOUNTS_FILE: account 4 \(78\): credentials.via.env.accessKeySecret: /),
      "ACCOUNTS_FILE: account 3 (77): uid: the same as of account 2 (77)",
      expect.stringMatching(/^ACCOUNT_UID: it is for one account/),
      expect.stringMatching(/^ENDPOINT: it is for one account/),
    ]);
  });

  test.each([
    ["an AccessKey id instead of its name", { env: { ...keys.env, accessKeyId: fakeId } }, "env.accessKeyId"],
    ["a secret instead of its name", { env: { ...keys.env, accessKeySecret: "s3cr3t!" } }, "env.accessKeySecret"],
    ["a key in a field of its own", { accessKeySecret: "hunter22", chain: true }, "accessKeySecret"],
    ["a key where a profile's name belongs", { profile: fakeId }, "profile"],
    ["a token in an address", { uri: `https://k.example.com/?t=${"aB3".repeat(10)}` }, "uri"],
  ])("refuses %s by its place, and does not repeat it", (_, credentials, place) => {
    const said = problems(() => read([{ ...group, credentials }]));
    expect(said).toContain(
      `ACCOUNTS_FILE: account 1 (1998833470017415): credentials.${place}: this looks like a key itself; give the NAME of an environment variable`,
    );
    expect(said.filter((problem) => problem.includes(`credentials.${place}:`))).toHaveLength(1);
    for (const secret of [fakeId, "s3cr3t!", "hunter22", "aB3"]) expect(said.join("\n")).not.toContain(secret);
  });

  test("that cannot be read, is not JSON or is no list is refused without a word of what is in it", () => {
    expect(problems(() => readEnv({ LINKBOOK_ACCOUNTS_FILE: join(folder, "none.json") }))).toEqual([
      "ACCOUNTS_FILE: the file cannot be read",
    ]);
    expect(problems(() => read("[{ hunter22"))).toEqual(["ACCOUNTS_FILE: the file is not JSON"]);
    for (const odd of [{}, [], "text"]) expect(problems(() => read(JSON.stringify(odd)))).toHaveLength(1);
  });
});

test("LINKBOOK_WORKER is on unless it is off", () => {
  expect(readEnv({}).runsWorker).toBe(true);
  expect(readEnv({ LINKBOOK_WORKER: "off" }).runsWorker).toBe(false);
  expect(problems(() => readEnv({ LINKBOOK_WORKER: "no" }))).toEqual(["WORKER: on or off is wanted"]);
});
