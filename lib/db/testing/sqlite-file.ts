import BetterSqlite from "better-sqlite3";

/** Runs statements on a file, past everything that guards it. */
export function onFile(path: string, statements: string): void {
  const file = new BetterSqlite(path);
  file.exec(statements);
  file.close();
}

/** The first column of every row. */
export function column(path: string, query: string): readonly unknown[] {
  const file = new BetterSqlite(path, { fileMustExist: true });
  const rows = file.prepare(query).pluck().all();
  file.close();
  return rows;
}
