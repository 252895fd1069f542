import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Who hands out databases to tests: a test that comes here, by whatever way, is run on both engines. */
const source = "lib/db/testing/fresh-database.ts";
const imported = /\b(?:from|import)\s*\(?\s*"(?:@\/|(?=\.))([^"]+)"/g;
const onlyPostgres = /\.postgres\.test\.tsx?$/;
const endings = ["", ".ts", ".tsx", ".mjs"];

/**
 * The test files of some folders, told apart by whether they touch a database: by what they import, so that nobody
 * has to say it and nobody can forget to. What only the server has is tested in files named `….postgres.test.ts`.
 *
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {{ database: string[], postgres: string[], pure: string[] }} paths relative to the root, with `/`
 */
export function sortTests(root, folders) {
  const files = new Set(
    folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .replaceAll("\\", "/"),
        ),
    ),
  );
  /** @type {Map<string, string[]>} */
  const known = new Map();
  /** @param {string} file */
  const importsOf = (file) => {
    const found = known.get(file) ?? [
      ...[...readFileSync(join(root, file), "utf8").matchAll(imported)].flatMap(([, path = ""]) => {
        const target = path.startsWith(".") ? join(dirname(file), path).replaceAll("\\", "/") : path;
        return endings.map((ending) => target + ending).filter((it) => files.has(it));
      }),
    ];
    known.set(file, found);
    return found;
  };
  /** @param {string} file */
  const touchesDatabase = (file) => {
    const seen = new Set([file]);
    for (const each of seen) for (const next of importsOf(each)) seen.add(next);
    return seen.has(source);
  };
  const tests = [...files].filter((file) => /\.test\.tsx?$/.test(file)).sort();
  const anywhere = tests.filter((file) => !onlyPostgres.test(file));
  return {
    database: anywhere.filter(touchesDatabase),
    postgres: tests.filter((file) => onlyPostgres.test(file)),
    pure: anywhere.filter((file) => !touchesDatabase(file)),
  };
}
