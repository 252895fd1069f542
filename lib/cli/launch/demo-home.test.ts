import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { demoHome, demoSettings } from "./demo-home.mjs";

function data(): string {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-demo-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("password and secret are made once, kept from others, and the same at the next start", () => {
  const LINKBOOK_DATA = data();
  const first = demoHome({ LINKBOOK_DATA });
  expect(first).toMatchObject({ folder: join(LINKBOOK_DATA, "demo"), members: 60 });
  expect(first.password).toMatch(/^[\w-]{12}$/);
  expect(first.secret.length).toBeGreaterThanOrEqual(32);
  expect(demoHome({ LINKBOOK_DATA })).toEqual(first);
  expect(statSync(join(LINKBOOK_DATA, "demo/demo.json")).mode & 0o077).toBe(0);
  expect(demoHome({ LINKBOOK_DATA: data() }).password).not.toBe(first.password);
});

test("a folder that it makes is for nobody else", () => {
  const LINKBOOK_DATA = join(data(), "fresh");
  const { folder } = demoHome({ LINKBOOK_DATA });
  for (const made of [LINKBOOK_DATA, folder]) expect(statSync(made).mode & 0o077).toBe(0);
});

test("a password of one's own is used and not kept", () => {
  const LINKBOOK_DATA = data();
  expect(demoHome({ LINKBOOK_DATA, LINKBOOK_DEMO_PASSWORD: "my own words" }).password).toBe("my own words");
  expect(demoHome({ LINKBOOK_DATA }).password).not.toBe("my own words");
});

test("each size of population has its own folder; a wrong one is refused by its setting", () => {
  const LINKBOOK_DATA = data();
  const home = demoHome({ LINKBOOK_DATA, LINKBOOK_DEMO_MEMBERS: "1000" });
  expect(home).toMatchObject({ folder: join(LINKBOOK_DATA, "demo-1000"), members: 1000 });
  for (const wrong of ["11", "100001", "many", "60.5"]) {
    expect(() => demoHome({ LINKBOOK_DATA, LINKBOOK_DEMO_MEMBERS: wrong })).toThrow(/^LINKBOOK_DEMO_MEMBERS: /);
  }
});

test("settings for the real service do not reach the demo", () => {
  const home = demoHome({ LINKBOOK_DATA: data() });
  const settings = demoSettings(home, { port: 3100, simulatorPort: 4100, payerUid: "1", rate: 200 });
  expect(settings).toMatchObject({
    DATABASE_URL: "",
    ALIBABA_CLOUD_SECURITY_TOKEN: "",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "demo-payer",
    LINKBOOK_ENDPOINT: "http://127.0.0.1:4100",
    NEXTAUTH_URL: "http://localhost:3100",
  });
});
