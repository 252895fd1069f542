import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CommandError } from "@/lib/cli/command";
import { readEnv } from "@/lib/env";

/** The configured database's file. Throws with `otherwise` where that is no SQLite file. */
export function configuredFile(otherwise: string): string {
  const { databaseUrl } = readEnv();
  if (!databaseUrl.startsWith("file:")) throw new CommandError(otherwise);
  return resolve(databaseUrl.replace(/^file:(\/\/)?/, ""));
}

/** The same, where it has to be there. */
export function sqlitePath(otherwise: string): string {
  const path = configuredFile(otherwise);
  if (!existsSync(path))
    throw new CommandError(`There is no database at ${path}; LINKBOOK_DATA or DATABASE_URL say where`);
  return path;
}
