import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "@/lib/cli/launch/project.mjs";

/** One place of the sources and what is to stand there instead. */
export interface Break {
  readonly file: string;
  readonly text: string;
  readonly instead: string;
}

/** A copy of the sources that differs in one place, for a test that has to see the difference noticed. */
export interface BrokenBuild {
  readonly folder: string;
  remove(): void;
}

/**
 * Copies what a worker is run from and breaks it in one place, so that the product carries no switch for tests. Throws
 * unless the text stands there exactly once: a break that breaks nothing would let every test pass.
 */
export function breakBuild({ file, text, instead }: Break): BrokenBuild {
  const source = readFileSync(join(project, file), "utf8");
  const times = source.split(text).length - 1;
  if (times !== 1) throw new Error(`${file} has ${times} places that read: ${text}`);
  const folder = mkdtempSync(join(tmpdir(), "linkbook-broken-"));
  for (const part of ["lib", "package.json", "tsconfig.json"])
    cpSync(join(project, part), join(folder, part), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, file),
    source.replace(text, () => instead),
  );
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
