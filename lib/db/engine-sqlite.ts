import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import type { Engine } from "@/lib/db/engine";
import type { Schema } from "@/lib/db/schema";
import { isBusy, readingDialect, writingDialect } from "@/lib/db/sqlite-dialects";

const full = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

/** Opens the file at a path. Its folder is made when it is missing, for this user alone. */
export function openSqlite(path: string): Engine {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const writer = new Kysely<Schema>({ dialect: writingDialect(path) });
  const reader = new Kysely<Schema>({ dialect: readingDialect(path) });
  return {
    writer,
    // One connection writes, and its transactions are short: whoever comes waits for few.
    urgent: writer,
    reader,
    snapshot: (work) => reader.transaction().execute(work),
    migrator: writer,
    faultOf(error) {
      if (isBusy(error)) return "storage_busy";
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      return full.test(code) ? "storage_full" : null;
    },
    // Who works on the same file from another process looks at it every 250 ms.
    relaySignals: () => undefined,
    async close() {
      for (const each of [reader, writer]) {
        // Kysely closes only what was used, and an open file is one that nobody else may replace.
        await each.connection().execute(async () => undefined);
        await each.destroy();
      }
    },
  };
}
