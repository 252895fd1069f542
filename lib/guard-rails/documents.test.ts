import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { project, sampleHouse } from "./sample-house";

const rooms = ["app", "components", "e2e", "lib", "public"];
const sourceFile = /\.(ts|tsx|mjs|cjs|json|md|css|svg|png)$/;
const settingName = /\b(LINKBOOK_\w*[A-Z]|NEXTAUTH_[A-Z]+|DATABASE_URL|PORT|DEBUG)\b/g;
const credentialName = /\bALIBABA_CLOUD_\w*[A-Z]\b/g;

const packages = z.record(z.string(), z.string()).default({});
const manifest = z.object({ scripts: packages, dependencies: packages, devDependencies: packages });

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([whole, part]) => part ?? whole);

const filesUnder = (folder: string, room: string): string[] =>
  existsSync(join(folder, room))
    ? readdirSync(join(folder, room), { recursive: true, encoding: "utf8" }).map((at) => `${room}/${at}`)
    : [];

/** The words of a document that stand in code spans, code blocks and links: there, what looks like a path is one. */
function codeWords(text: string): string[] {
  const blocks = all(text, /^```\w*\n([\s\S]*?)^```/gm);
  const spans = all(text.replace(/^```[\s\S]*?^```/gm, ""), /`([^`\n]+)`/g);
  const links = all(text, /\]\(([^)\s]+)\)/g);
  return [...blocks, ...spans].flatMap((code) => code.split(/\s+/)).concat(links);
}

const isPath = (word: string): boolean =>
  /^[\w.@[\]()*<>-]+(\/[\w.@[\]()*<>-]*)*$/.test(word) &&
  (sourceFile.test(word) || rooms.some((room) => word.startsWith(`${room}/`)));

/** `*` and `<name>` stand for one part of a path. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.[\]()]/g, "\\$&").replace(/\*|<[^>]*>/g, "[^/]+")}$`);

/** Everything that the READMEs of a project name and the project does not have, and how much they name. */
function check(folder: string): { problems: string[]; named: Record<string, number> } {
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const files = readdirSync(folder).concat(rooms.flatMap((room) => filesUnder(folder, room)));
  const { scripts, dependencies, devDependencies } = manifest.parse(JSON.parse(read("package.json")));
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  const launchers = files.filter((path) => /^lib\/cli\/.+\.mjs$/.test(path));
  const sources = ["lib/env.ts", ...launchers].map(read).join("\n");
  const settings = new Set(all(sources, settingName));
  const sdk = "node_modules/@alicloud/credentials/dist/src";
  const credentials = new Set(
    filesUnder(folder, sdk)
      .filter((path) => path.endsWith(".js"))
      .flatMap((path) => all(read(path), credentialName)),
  );
  const nodes = all(sources, /requireNode\("([\d.]+)"\)/g);

  const problems: string[] = [];
  const named: Record<string, number> = { documents: 0, path: 0, script: 0, setting: 0, version: 0 };
  for (const document of files.filter((path) => /(^|\/)README\.md$/.test(path))) {
    const text = read(document);
    named.documents = (named.documents ?? 0) + 1;
    const report = (kind: string, name: string, isThere: boolean) => {
      named[kind] = (named[kind] ?? 0) + 1;
      if (!isThere) problems.push(`${document}: ${kind} ${name}`);
    };
    for (const word of codeWords(text).filter(isPath)) {
      const path = word.replace(/\/$/, "");
      const places = [path, join(dirname(document), path)];
      const isThere = /[*<]/.test(path)
        ? places.some((place) => files.some((file) => patternOf(place).test(file)))
        : places.some((place) => existsSync(join(folder, place)));
      report("path", word, isThere);
    }
    const steps = all(text, /--only ([\w,]+)/g).flatMap((list) => list.split(","));
    for (const name of [...all(text, /\bnpm run ([\w-]+)/g), ...all(text, /\bnpm (test|start)\b/g), ...steps]) {
      const script = scripts[name] ?? "";
      const own = script.split(" ").filter(isPath);
      report("script", name, script !== "" && own.every((path) => existsSync(join(folder, path))));
    }
    for (const name of all(text, settingName)) report("setting", name, settings.has(name));
    for (const name of all(text, credentialName)) report("setting", name, credentials.has(name));
    for (const [whole, name, version] of text.matchAll(/([@\w][\w@/-]*)`? v?(\d+\.\d+\.\d+)(?![\w.])/g)) {
      if (name === "Node") continue;
      const scoped = versions.filter(([known]) => known.endsWith(`/${name}`)).map(([, pinned]) => pinned);
      const pinned = new Map(versions).get(name ?? "") ?? scoped[0];
      report("version", whole, pinned === version);
    }
    for (const version of all(text, /\bNode[^\d\n]{1,3}(\d+\.\d+)/g))
      report("version", version, nodes.includes(version));
  }
  return { problems, named };
}

test("whatever a README names exists", () => {
  const { problems, named } = check(project);
  expect(problems).toEqual([]);
  // A check that found nothing to check would pass as well.
  expect(named.documents).toBeGreaterThanOrEqual(10);
  for (const [kind, least] of Object.entries({ path: 100, script: 30, setting: 50, version: 5 }))
    expect(named[kind], kind).toBeGreaterThan(least);
});

test("what a README names wrongly is found", () => {
  const folder = sampleHouse(
    {
      "package.json": JSON.stringify({
        scripts: { start: "node lib/cli/start.mjs", gone: "node lib/cli/gone.mjs" },
        dependencies: { "@scope/part": "1.2.3" },
      }),
      "lib/env.ts": "const settings = { LINKBOOK_RATE: 5 };\n",
      "lib/cli/start.mjs": 'requireNode("20.9");\n',
      "lib/db/schema.ts": "export {};\n",
      "lib/db/README.md": [
        "`schema.ts`, `lib/db/*.ts`, `<name>.ts`; `lost.ts`, `lib/attic/`, [a picture](public/lost.png)",
        "`npm start`, npm run gone, `npm run speed`, `npm test -- --only start,speed`",
        "`LINKBOOK_RATE`, `LINKBOOK_SPEED`, `ALIBABA_CLOUD_PROFILE`, `ALIBABA_CLOUD_SPEED`",
        "part 1.2.3, `@scope/part` 1.2.4, kysely 0.1.0, Node 20.9, Node ≥ 20.1, 127.0.0.1",
        "```\nnode lib/cli/lost.mjs\n```",
      ].join("\n\n"),
    },
    [],
  );
  expect(
    check(folder)
      .problems.map((problem) => problem.replace("lib/db/README.md: ", ""))
      .toSorted(),
  ).toEqual([
    "path lib/attic/",
    "path lib/cli/lost.mjs",
    "path lost.ts",
    "path public/lost.png",
    "script gone",
    "script speed",
    "script speed",
    "script test",
    "setting ALIBABA_CLOUD_SPEED",
    "setting LINKBOOK_SPEED",
    "version 20.1",
    "version @scope/part` 1.2.4",
    "version kysely 0.1.0",
  ]);
});

test("every setting stands in the README's table, with the default that the code has", () => {
  const env = readFileSync(join(project, "lib/env.ts"), "utf8");
  const launchers = filesUnder(project, "lib/cli").filter((path) => path.endsWith(".mjs"));
  const sources = launchers.map((path) => readFileSync(join(project, path), "utf8")).join("\n");
  const rows = readFileSync(join(project, "README.md"), "utf8").matchAll(/^\| `([A-Z_]+)` \| ([^|]*) \|/gm);
  const table = new Map([...rows].map(([, name = "", standard = ""]) => [name, standard]));
  const missing = [...new Set(all(env + sources, settingName))].filter((name) => !table.has(name));
  expect(missing).toEqual([]);
  const defaults = [...env.matchAll(/^ {2}(LINKBOOK_\w+): (?:duration\("(\w+)"|wholeNumber\((\d+),)/gm)];
  expect(defaults.length).toBeGreaterThan(9);
  for (const [, name = "", time, figure] of defaults) expect(table.get(name), name).toBe(`\`${time ?? figure}\``);
});
