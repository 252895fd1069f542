import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CommandError } from "@/lib/cli/command";

/** One end of a move. */
export interface Address {
  /** As `openDatabase` takes it. */
  readonly url: string;
  /** For people: without user and password. */
  readonly label: string;
  /** The path of an SQLite file; null: a server. */
  readonly file: string | null;
}

/** Reads `file:` and a path, or `postgres://…`. Throws, naming the option and never what a URL holds. */
export function readAddress(option: string, text: string | undefined): Address {
  if (!text) throw new CommandError(`${option} is missing`);
  if (text.startsWith("file:")) {
    const file = resolve(text.replace(/^file:(\/\/)?/, ""));
    return { url: `file:${file}`, label: file, file };
  }
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text))
    throw new CommandError(`${option}: file: and a path, or postgres://… is wanted`);
  const { hostname, port, pathname } = new URL(text);
  return { url: text, label: `postgres://${hostname}${port ? `:${port}` : ""}${pathname}`, file: null };
}

/** Throws where an SQLite file is not there, or there where it must not be. */
export function requireFile({ file, label }: Address, option: string, isWanted: boolean): void {
  if (file === null || existsSync(file) === isWanted) return;
  throw new CommandError(
    isWanted ? `${option}: there is no database at ${label}` : `${option}: there is something at ${label}`,
  );
}
