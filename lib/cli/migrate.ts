/**
 * `npm run migrate -- --from file:… --to postgres://…` (or the other way): moves a desk to another database, while no
 * desk runs on either. The source is kept, and marked so that nothing starts on it any more.
 */
import { parseArgs } from "node:util";
import { CommandError, runCommand } from "@/lib/cli/command";
import { type Address, readAddress, requireFile } from "@/lib/cli/migrate/address";
import { moveDatabase, SourceNotMarked } from "@/lib/cli/migrate/move-database";
import { isUnused, removeSqlite } from "@/lib/db/backup";
import { CopyFailed, hasTables } from "@/lib/db/copy-database";
import { type Database, openDatabase } from "@/lib/db/database";
import { AppError } from "@/lib/domain/errors";

const help = `npm run migrate -- --from <database> --to <database>

Moves a desk to another database, which is new and empty. Each is file: and a path, or postgres://…. Stop every desk on
the source first: it is refused otherwise. Everything is copied in one transaction, read again and compared; the log's
chain is verified on both sides. A failure leaves no row in the target. Afterwards the source is kept, and refuses to
start. Then set DATABASE_URL to the target and start with the same LINKBOOK_DATA and NEXTAUTH_SECRET.`;

/** Opens a database, works with it and closes it. Throws when it cannot be reached, naming the option. */
async function using<T>(option: string, { url, label }: Address, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(url);
  try {
    await database.isMigrated().catch((error: unknown) => {
      throw new CommandError(`${option}: ${label} cannot be used (${reasonOf(error)})`);
    });
    return await work(database);
  } finally {
    await database.close();
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
}

async function migrate(from: Address, to: Address): Promise<void> {
  if (from.url === to.url) throw new CommandError("--from and --to are the same database");
  requireFile(from, "--from", true);
  requireFile(to, "--to", false);
  if (from.file !== null && !isUnused(from.file))
    throw new CommandError("--from: the database is open in another process. Stop the desk, then try again.");
  const moved = await using("--from", from, (source) =>
    using("--to", to, async (target) => {
      // Before it is touched: a desk of an older version, or another program, may be at work on it.
      if (!(await target.isMigrated()) && (await hasTables(target.read)))
        throw new CommandError(`--to: ${to.label} is not empty: there are tables in it; nothing was changed`);
      await target.migrate();
      return moveDatabase({ database: source, label: from.label }, { database: target, label: to.label });
    }),
  ).catch((error: unknown) => {
    if (to.file !== null && !(error instanceof SourceNotMarked)) removeSqlite(to.file);
    if (error instanceof CopyFailed) throw new CommandError(`Nothing was moved: ${error.message}.`);
    throw error;
  });
  const width = Math.max(...moved.tables.map(({ name }) => name.length));
  console.log(
    [
      `Moved ${from.label}`,
      `   to ${to.label}`,
      "",
      ...moved.tables.map(({ name, rows }) => `  ${name.padEnd(width)}  ${String(rows).padStart(9)}`),
      "",
      "Each table has the same rows on both sides. Append-only triggers are in force.",
      `The log's chain holds on both sides: ${moved.rows} rows, head ${moved.head}`,
      ...(moved.isRestored ? ["The source was itself a copy: at its next start the desk pauses every account."] : []),
      `The source refuses to start from now on. Set DATABASE_URL to the target; keep LINKBOOK_DATA and NEXTAUTH_SECRET.`,
    ].join("\n"),
  );
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: { from: { type: "string" }, to: { type: "string" }, help: { type: "boolean", default: false } },
  });
  if (values.help) return console.log(help);
  if (!values.from || !values.to) throw new CommandError(`--from and --to are wanted\n\n${help}`);
  await migrate(readAddress("--from", values.from), readAddress("--to", values.to));
});
