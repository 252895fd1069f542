/**
 * `npm run backup -- --to <file>`: a copy of the SQLite database as it stands, also while the desk runs. The copy is
 * looked into before it is called one: whole, of a known version, and its log's chain holds.
 */
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { acceptCopy } from "@/lib/cli/backup/accept-copy";
import { sqlitePath } from "@/lib/cli/backup/sqlite-path";
import { CommandError, runCommand } from "@/lib/cli/command";
import { copySqlite, removeSqlite } from "@/lib/db/backup";

const help = `npm run backup -- --to <file>

Copies the SQLite database of LINKBOOK_DATA (or DATABASE_URL) into a new file, as it stands at this moment; the desk may
go on. Prints the copy's rows, the head of its log's chain and its SHA-256. Ends with 1, and leaves no file, when the
copy does not hold. Settings are not in it: keep NEXTAUTH_SECRET too, which opens what is encrypted in the database.`;

const usePgDump = `DATABASE_URL names a PostgreSQL server: its own tool copies it while it runs.
  pg_dump --format=custom --file=linkbook.dump "$DATABASE_URL"
It goes back into an empty database, while no desk runs:
  pg_restore --exit-on-error --no-owner --dbname="$DATABASE_URL" linkbook.dump`;

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

async function copy(from: string, to: string): Promise<void> {
  try {
    await copySqlite(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "EEXIST") throw new CommandError(`--to: there is something at ${to}; a backup never overwrites`);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES" || code === "EROFS")
      throw new CommandError(`--to: ${to} cannot be made (${code})`);
    if (code.startsWith("SQLITE_"))
      throw new CommandError(`The copy could not be made (${code}); nothing is left of it`);
    throw error;
  }
}

await runCommand(async () => {
  const { values } = parseArgs({ options: { to: { type: "string" }, help: { type: "boolean", default: false } } });
  if (values.help) return console.log(help);
  if (!values.to) throw new CommandError(`--to is missing\n\n${help}`);
  const from = sqlitePath(usePgDump);
  const to = resolve(values.to);
  await copy(from, to);
  try {
    const { rows, head, relations } = await acceptCopy(to, "The copy");
    console.log(
      [
        `Copied ${from}`,
        `    to ${to} (${statSync(to).size} bytes, mode 600)`,
        `Relations ${relations}`,
        `Log       ${rows} rows, the chain holds`,
        `Head      ${head}`,
        `SHA-256   ${await sha256Of(to)}`,
      ].join("\n"),
    );
  } catch (error) {
    removeSqlite(to);
    throw error;
  }
});
