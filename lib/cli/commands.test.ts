import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase, testEngine } from "@/lib/db/testing/fresh-database";
import { certificateDigest } from "@/lib/domain/certificate";
import { certificateHead } from "@/lib/services/testing/certificate-head";

const project = join(import.meta.dirname, "../..");
let folder: string;
let fresh: FreshDatabase;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "linkbook-"));
  fresh = await freshDatabase({ migrated: false });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await fresh.remove();
});

const good = {
  NEXTAUTH_SECRET: "a secret that signs the sessions of tests",
  NEXTAUTH_URL: "http://localhost:3000",
  ALIBABA_CLOUD_ACCESS_KEY_ID: "an-id",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "a-hidden-key",
  LINKBOOK_ACCOUNT_UID: "9007199254740993",
  LINKBOOK_DEMO_PASSWORD: "a password for tests only",
};

/** Runs a command as `npm` does, in an environment of its own. */
function run(command: string, settings: Record<string, string>, input = "", ...args: string[]) {
  const script = ["--conditions=react-server", "lib/cli/run.mjs", `lib/cli/${command}.ts`, ...args];
  // Without an address of its own the database is a file in the folder.
  const database = testEngine === "postgres" ? { DATABASE_URL: fresh.url } : {};
  const env = { NODE_ENV: "production" as const, LINKBOOK_DATA: join(folder, "data"), ...database, ...settings };
  const { status, stdout, stderr } = spawnSync(process.execPath, script, {
    cwd: project,
    env,
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr, said: stdout + stderr };
}

test("start is refused by the name of each wrong setting, never with its value", () => {
  const { status, said } = run("prepare", {
    ...good,
    NEXTAUTH_SECRET: "too-short-hidden",
    NEXTAUTH_URL: "not-an-address",
    LINKBOOK_SITE: "moon",
    LINKBOOK_ACCOUNT_UID: "12x",
    LINKBOOK_ENDPOINT: "http://business.example.com",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
  });
  expect(status).toBe(1);
  for (const name of [
    "NEXTAUTH_SECRET",
    "NEXTAUTH_URL",
    "LINKBOOK_SITE",
    "LINKBOOK_ACCOUNT_UID",
    "LINKBOOK_ENDPOINT",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
  ])
    expect(said).toContain(`${name}:`);
  expect(said).not.toMatch(/hidden|not-an-address|moon|12x|business\.example|an-id/);
  expect(said).not.toContain("    at ");
});

test("a folder that cannot be written is named by its setting", () => {
  writeFileSync(join(folder, "a-file"), "");
  const { status, said } = run("prepare", {
    ...good,
    DATABASE_URL: "",
    LINKBOOK_DATA: join(folder, "a-file", "data"),
  });
  expect([status, said]).toEqual([1, "LINKBOOK_DATA: the database there cannot be opened (ENOTDIR)\n"]);
});

test("a server that is not there, or an address that is none, is named by its setting and never printed", () => {
  const at = (address: string) => run("prepare", { ...good, DATABASE_URL: `postgres://desk:a-hidden-word@${address}` });
  expect(at("127.0.0.1:1/desk")).toMatchObject({
    status: 1,
    said: "DATABASE_URL: the database there cannot be opened (ECONNREFUSED)\n",
  });
  const { status, said } = at("127.0.0.1:none/desk");
  expect(status).toBe(1);
  expect(said).toContain("DATABASE_URL: file: and a path, or postgres:// with a server and a database, is wanted");
  expect(said).not.toContain("hidden");
});

// The next three are one story, told in the order in which somebody sets a desk up.
test("a desk is prepared and peopled without a word", () => {
  expect(run("prepare", good)).toMatchObject({ status: 0, said: "" });
  expect(run("demo-people", good)).toMatchObject({ status: 0, said: "" });
});

test("a person is added with a password from standard input; a short one is refused", () => {
  const add = ["add", "--email", "Ada@Example.com", "--name", "Ada", "--password-stdin", "--roles"];
  expect(run("user", {}, "long enough for all\n", ...add, "administrator,requester").status).toBe(0);
  expect(run("user", {}, "short\n", ...add, "viewer").said).toContain("12 to 1024 characters");
});

test("everybody is listed, and every step is in the chain", () => {
  const listed = run("user", {}, "", "list").stdout.trim().split("\n");
  expect(listed).toContain("ada@example.com\tAda\trequester,administrator\tactive");
  expect(listed).toHaveLength(7);
  // Writes turned on, six people and one more.
  expect(run("verify", {}).stdout).toContain("The chain holds: 8 rows");
});

test("an exported population certificate is verified without a database, and one that was touched is not", () => {
  const path = join(folder, "certificate.json");
  const head = certificateHead({ uid: good.LINKBOOK_ACCOUNT_UID, sweepId: "s", at: "2026-11-22T12:00:00.000Z" });
  const file = { certificate: head, digest: certificateDigest(head), pages: [], relations: [] };
  const nowhere = { DATABASE_URL: "file:/nowhere/at/all.sqlite" };
  const verify = (text: string) => {
    writeFileSync(path, text);
    return run("verify", nowhere, "", "--certificate", path);
  };
  const held = verify(JSON.stringify(file));
  expect([held.status, held.stdout]).toEqual([
    0,
    `The certificate holds: 0 relations, adds_up, digest ${file.digest}\n`,
  ]);
  const touched = verify(JSON.stringify({ ...file, certificate: { ...head, verdict: "moved" } }));
  expect([touched.status, touched.stderr]).toEqual([1, "The certificate does not hold: its head is not as issued.\n"]);
  expect(verify("{}")).toMatchObject({
    status: 1,
    stderr: `${path} is not a population certificate of this format.\n`,
  });
});
