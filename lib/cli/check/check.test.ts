import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { look } from "@/lib/cli/check/look";
import { report } from "@/lib/cli/check/report";
import { readEnv } from "@/lib/env";
import { type SimulatorProcess, startSimulator } from "@/lib/worker/testing/simulator-process";

let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await startSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const settings = (changes: Record<string, string> = {}) => ({
  LINKBOOK_ENDPOINT: `http://127.0.0.1:${simulator.port}`,
  LINKBOOK_STS_ENDPOINT: `http://127.0.0.1:${simulator.port}`,
  LINKBOOK_ACCOUNT_UID: simulator.payerUid,
  LINKBOOK_RATE: "1000",
  ...changes,
});
const key = { kind: "key", accessKeyId: "demo-payer", accessKeySecret: "demo-secret" } as const;

async function check(changes: Record<string, string> = {}, secret = "demo-secret") {
  const env = readEnv(settings(changes));
  const { lines, problems } = report(await look(env, env.accounts[0], { ...key, accessKeySecret: secret }));
  return { text: lines.join("\n"), problems };
}

describe("an account that can be read", () => {
  test("is reported with its page cap, states, codes and times, and no whole UID", async () => {
    await simulator.switches({ pageCap: 7 });
    const { text, problems } = await check();
    expect(problems).toEqual([]);
    expect(text).toMatch(/Own UID +\d{3}•+\d{3}, as in LINKBOOK_ACCOUNT_UID/);
    expect(text).toContain("300 asked, 7 came (fewer than asked), PageSize 7");
    expect(text).toMatch(/States .*RELATED ×\d/);
    expect(text).toContain("allow_synchronize_finance_identity");
    expect(text).toMatch(/Times +.*9999-99-99T99:99Z ×\d+/);
    expect(text).toMatch(/^GetAccountRelation +accepted, HTTP 200/m);
    expect(text).toMatch(/^QueryFinancialAccountInfo +accepted, HTTP 200/m);
    for (const write of ["Modify", "Add", "Relieve"])
      expect(text).toMatch(new RegExp(`^ +${write}AccountRelation: `, "m"));
    expect(text).not.toMatch(/(?<![\w-])\d{12,}/);
    expect(text).not.toContain("demo-secret");
  });

  test("shows codes that nobody can map as unmapped", async () => {
    await simulator.switches({ twins: "opaque" });
    expect((await check()).text).toMatch(/→ unmapped/);
  });

  test("is fine when only a larger page is refused", async () => {
    await simulator.switches({ pageCap: 100, overCap: "refuse" });
    const { text, problems } = await check();
    expect(problems).toEqual([]);
    expect(text).toContain("300 asked, refused");
  });
});

describe("what is wrong is named", () => {
  test("a wrong secret", async () => {
    const { problems } = await check({}, "another-secret");
    expect(problems).toContainEqual(expect.stringContaining("ALIBABA_CLOUD_ACCESS_KEY_SECRET"));
  });

  test("keys of another account", async () => {
    const { problems } = await check({ LINKBOOK_ACCOUNT_UID: "1000000000000001" });
    expect(problems[0]).toMatch(/^The keys belong to \d{3}•+\d{3}, and LINKBOOK_ACCOUNT_UID is 100•+001/);
  });

  test("an endpoint where nobody listens", async () => {
    const { problems } = await check({ LINKBOOK_STS_ENDPOINT: "http://127.0.0.1:1" });
    expect(problems).toEqual([expect.stringMatching(/^GetCallerIdentity cannot be reached.*LINKBOOK_STS_ENDPOINT/)]);
  });

  test("no keys at all", async () => {
    const { problems } = await check({}, "");
    expect(problems[0]).toMatch(
      /^GetCallerIdentity was not asked: no keys were found: set ALIBABA_CLOUD_ACCESS_KEY_ID/,
    );
  });
});

test("as a command it ends with 0, or with 1 and the setting's name", () => {
  const run = (changes: Record<string, string>) =>
    spawnSync(process.execPath, ["--conditions=react-server", "lib/cli/run.mjs", "lib/cli/check.ts"], {
      encoding: "utf8",
      env: {
        NODE_ENV: "test",
        ...settings(),
        ALIBABA_CLOUD_ACCESS_KEY_ID: key.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.accessKeySecret,
        ...changes,
      },
    });
  const good = run({});
  expect([good.status, good.stderr]).toEqual([0, ""]);
  expect(good.stdout).toContain("The reads work.");
  const bad = run({ LINKBOOK_ENDPOINT: "http://business.example.com" });
  expect(bad.status).toBe(1);
  expect(bad.stderr).toBe(
    "LINKBOOK_ENDPOINT: plain http:// is for 127.0.0.1, localhost and [::1] only: https:// is wanted\n",
  );
}, 20_000);
