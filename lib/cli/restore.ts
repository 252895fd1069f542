/**
 * `npm run restore -- --from <file>`: puts a backup in the SQLite database's place, while no desk runs. What was there is
 * kept beside it. At the next start every account is paused, and nothing unfinished is sent (rule 12).
 */
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { acceptCopy } from "@/lib/cli/backup/accept-copy";
import { configuredFile, sqlitePath } from "@/lib/cli/backup/sqlite-path";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { isUnused, markCopy, removeSqlite, replaceSqlite, takeSqlite } from "@/lib/db/backup";
import { putRestoredMark, restoredKey } from "@/lib/db/queries/instance";
import { isAnyoneLeading } from "@/lib/db/queries/lease";
import { instant } from "@/lib/domain/ids";
import { readEnv } from "@/lib/env";

const afterwards = "At the next start every account is paused. Look at what changed since, then resume on the page.";

const help = `npm run restore -- --from <file>
npm run restore -- --in-place

--from      Puts a copy that "npm run backup" made in the place of the SQLite database of LINKBOOK_DATA (or DATABASE_URL).
            The one that was there is kept beside it. Refused while any process has the database open, and for a file that
            is not a whole Linkbook database of this version or an older one.
--in-place  Changes no file, and marks the database that is there as a restored one: after pg_restore, or when the whole
            machine was set back together with LINKBOOK_DATA.

After either, the next start pauses every account; what was unfinished is not sent, and an administrator resumes.`;

const usePgRestore = `DATABASE_URL names a PostgreSQL server: restore it there, into an empty database and while no desk runs, then mark it.
  pg_restore --exit-on-error --no-owner --dbname="$DATABASE_URL" linkbook.dump
  npm run restore -- --in-place`;

const inUse = "The database is open in another process. Stop the desk (and every other command on it), then try again.";

/** A moment as part of a file's name. */
const stamp = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/[:.]/g, "-");

function take(from: string, to: string): void {
  try {
    takeSqlite(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (["ENOENT", "EISDIR", "EACCES", "ENOTDIR"].includes(code))
      throw new CommandError(`--from: ${from} cannot be read (${code})`);
    throw error;
  }
}

/** Whether two paths lead to one file, by whatever links. */
const isSame = (one: string, other: string): boolean =>
  one === other || (existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other));

async function restore(from: string): Promise<void> {
  const path = configuredFile(usePgRestore);
  const staged = `${path}.restoring`;
  if (isSame(from, path))
    throw new CommandError("--from: this is the database itself; --in-place marks it as restored");
  if (isSame(from, staged))
    throw new CommandError("--from: this is where a restore puts its own copy; rename it first");
  if (existsSync(path) && !isUnused(path)) throw new CommandError(inUse);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  removeSqlite(staged);
  try {
    take(from, staged);
    const { rows, head, relations } = await acceptCopy(staged, `--from: ${from}`);
    const at = Date.now();
    markCopy(staged, restoredKey, JSON.stringify({ at: instant(at), by: "restore" }));
    const aside = `${path}.replaced-${stamp(at)}`;
    const done = replaceSqlite(path, staged, aside);
    if (done === "in_use") throw new CommandError(inUse);
    console.log(
      [
        `Restored  ${path}`,
        `     from ${from}`,
        ...(done === "replaced" ? [`Replaced  ${aside}`] : []),
        `Relations ${relations}`,
        `Log       ${rows} rows, the chain holds`,
        `Head      ${head}`,
        afterwards,
      ].join("\n"),
    );
  } finally {
    removeSqlite(staged);
  }
}

async function markInPlace(): Promise<void> {
  const { databaseUrl } = readEnv();
  if (databaseUrl.startsWith("file:") && !isUnused(sqlitePath(""))) throw new CommandError(inUse);
  await withDatabase(async ({ database }) => {
    if (await isAnyoneLeading(database.read))
      throw new CommandError(
        "A desk works on this database. Stop it; after a crash, wait until its lease has run out.",
      );
    await database.transaction((tx) => putRestoredMark(tx, { at: instant(Date.now()), by: "in_place" }));
  });
  console.log(`The database is marked as restored.\n${afterwards}`);
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      "in-place": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(help);
  if ((values.from === undefined) !== values["in-place"])
    throw new CommandError(`One of --from and --in-place is wanted\n\n${help}`);
  if (values.from === undefined) await markInPlace();
  else await restore(resolve(values.from));
});
