import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** The project's own folder: the tools and their real configuration are taken from here. */
export const project = resolve(import.meta.dirname, "../..");

/**
 * A throw-away project with the given files beside the real configuration, removed when the test ends.
 * `configuration` names the root files to copy; packages are those of this project.
 */
export function sampleHouse(files: Record<string, string>, configuration: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "linkbook-guard-rail-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of configuration) cpSync(join(project, name), join(folder, name));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  return folder;
}
