import { setImmediate as turn } from "node:timers/promises";
import type { Compilable, CompiledQuery, DialectAdapter } from "kysely";
import type { Tx } from "@/lib/db/database";

/** Below every engine's bound of parameters. */
const largest = 256;
/** So many rows are written before other work goes on. */
const breath = 1_024;
/** So few go in one statement, for the sake of round trips; more are cut into powers of two, so that few texts serve all. */
const few = 16;

/** What a statement was compiled to, by engine, then by its name and its number of rows. */
const compiled = new WeakMap<DialectAdapter, Map<string, CompiledQuery>>();

/**
 * Runs a statement over many rows, some hundreds at a time. Its text depends on nothing but how many they are, so it is
 * compiled once for each number: a sweep would spend more on that than on the writes themselves.
 * @param name stands for the statement: the same name and columns, the same text.
 * @param statement takes every column of every row as a parameter, in the rows' order, and no other.
 */
export async function runForRows<Row extends object>(
  tx: Tx,
  name: string,
  rows: readonly Row[],
  statement: (rows: Row[]) => Compilable,
): Promise<void> {
  const { adapter } = tx.getExecutor();
  const known = compiled.get(adapter) ?? new Map<string, CompiledQuery>();
  compiled.set(adapter, known);
  for (let from = 0; from < rows.length; ) {
    const left = rows.length - from;
    const size = left <= few ? left : Math.min(largest, 2 ** Math.floor(Math.log2(left)));
    const some = rows.slice(from, from + size);
    const columns = Object.keys(some[0] ?? {});
    const parameters: unknown[] = [];
    for (const row of some) for (const column of columns) parameters.push(Reflect.get(row, column));
    const key = `${name} ${size} ${columns.join()}`;
    const query = known.get(key) ?? compile(statement(some), parameters);
    known.set(key, query);
    await tx.executeQuery({ ...query, parameters });
    from += size;
    // SQLite answers at once: without a turn in between, everybody else would wait for all of them.
    if (Math.floor(from / breath) > Math.floor((from - size) / breath)) await turn();
  }
}

/** Throws when the statement's parameters are not those that it will be given from now on. */
function compile(statement: Compilable, parameters: readonly unknown[]): CompiledQuery {
  const query = statement.compile();
  if (query.parameters.length !== parameters.length || query.parameters.some((it, at) => it !== parameters[at]))
    throw new Error("a statement over many rows takes other parameters than its rows have");
  return query;
}
