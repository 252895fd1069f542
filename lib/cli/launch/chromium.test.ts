import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { systemChromium } from "./chromium.mjs";

/** A folder of programs: name → exit code of `--version`, or null for a file that may not be run. */
function programs(exits: Record<string, number | null>): string {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-chromium-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, code] of Object.entries(exits)) {
    writeFileSync(join(folder, name), `#!/bin/sh\nexit ${code}\n`);
    chmodSync(join(folder, name), code === null ? 0o644 : 0o755);
  }
  return folder;
}

test("the headless shell comes before the full browser, wherever each lies", () => {
  const first = programs({ chromium: 0 });
  const second = programs({ "chromium-headless-shell": 0 });
  expect(systemChromium({ PATH: first }, [second])).toBe(join(second, "chromium-headless-shell"));
  expect(systemChromium({ PATH: first }, [])).toBe(join(first, "chromium"));
});

test("what does not start, or may not be run, is passed over", () => {
  const folder = programs({ "chromium-headless-shell": null, chromium: 1, "google-chrome": 0 });
  expect(systemChromium({ PATH: folder }, [])).toBe(join(folder, "google-chrome"));
  expect(systemChromium({ PATH: programs({ chromium: 1 }) }, [])).toBeNull();
  expect(systemChromium({}, [])).toBeNull();
});

test("a named browser is taken before all others, and refused by its setting when it does not start", () => {
  const folder = programs({ mine: 0, broken: 1, chromium: 0 });
  expect(systemChromium({ LINKBOOK_CHROMIUM: join(folder, "mine"), PATH: folder }, [])).toBe(join(folder, "mine"));
  for (const wrong of ["broken", "absent"]) {
    const env = { LINKBOOK_CHROMIUM: join(folder, wrong), PATH: folder };
    expect(() => systemChromium(env, [])).toThrow(/^LINKBOOK_CHROMIUM: /);
  }
});
