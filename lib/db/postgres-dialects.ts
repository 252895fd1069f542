import { setTimeout as sleep } from "node:timers/promises";
import {
  type ColumnDefinitionNode,
  type CompiledQuery,
  type DatabaseConnection,
  DataTypeNode,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  RawNode,
} from "kysely";
import type pg from "pg";
import { CommitUnknown, keepsConnection, postgresFault } from "@/lib/db/postgres-faults";
import { storable } from "@/lib/db/storable";
import { AppError } from "@/lib/domain/errors";

/** One number for one purpose: advisory locks are told apart by database, so every desk may use the same. */
const writeLock = 4_120_201_117;

/** How soon a connection is asked for again after one was lost; then it is given up. */
const againAfterMs = [50, 250];

/** Nothing has been done yet, or nothing was meant to change: what a lost connection cost is asked again. */
export async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      const wait = againAfterMs[tries];
      if (wait === undefined || postgresFault(error) !== "storage_gone") throw error;
      await sleep(wait);
    }
}

/** A connection taken from a pool. One that broke is replaced there. */
class PooledConnection implements DatabaseConnection {
  isBroken = false;
  private client: pg.PoolClient | null = null;
  private constructor(private readonly pool: pg.Pool) {}

  static async from(pool: pg.Pool): Promise<PooledConnection> {
    const connection = new PooledConnection(pool);
    await connection.connect();
    return connection;
  }
  /** Takes another one in place of one that broke. */
  async connect(): Promise<void> {
    this.release();
    const client = await this.pool.connect();
    // What is lost between two statements is said here, and would end the process if nobody listened.
    client.on("error", this.break);
    this.client = client;
    this.isBroken = false;
  }
  readonly break = (): void => {
    this.isBroken = true;
  };
  /** Runs a query, or several statements without parameters as one round trip. */
  async run(text: string, parameters?: readonly unknown[]): Promise<pg.QueryResult> {
    if (!this.client) throw new Error("the connection was given back");
    try {
      return await this.client.query(text, parameters?.map(storable));
    } catch (error) {
      if (!keepsConnection(error)) this.isBroken = true;
      throw error;
    }
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.run(query.sql, query.parameters);
    const isWrite = command === "INSERT" || command === "UPDATE" || command === "DELETE";
    return { rows, ...(isWrite ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
  }
  streamQuery(): never {
    throw new Error("rows are not streamed: they are read by pages, on both engines");
  }
  release(): void {
    this.client?.off("error", this.break);
    this.client?.release(this.isBroken);
    this.client = null;
  }
}

/**
 * Transactions one at a time in the whole database, as SQLite has them: each takes the same advisory lock as it
 * begins. READ COMMITTED, since each statement is then to see what the lock's last holder committed.
 */
class WritingDriver implements Driver {
  private turn: Promise<void> = Promise.resolve();
  private readonly endOfTurn = new WeakMap<PooledConnection, () => void>();
  constructor(
    private readonly pool: pg.Pool,
    private readonly patienceMs: number,
  ) {}
  async init(): Promise<void> {}
  /** This process's writers queue here, without a limit: the limits below are for other processes and the network. */
  async acquireConnection(): Promise<PooledConnection> {
    const before = this.turn;
    let end = (): void => undefined;
    this.turn = new Promise((resolve) => {
      end = resolve;
    });
    await before;
    try {
      const connection = await withPatience(() => PooledConnection.from(this.pool));
      this.endOfTurn.set(connection, end);
      return connection;
    } catch (error) {
      end();
      throw error;
    }
  }
  async beginTransaction(connection: PooledConnection): Promise<void> {
    const patience = `set local lock_timeout = ${this.patienceMs}`;
    await withPatience(async () => {
      if (connection.isBroken) await connection.connect();
      try {
        await connection.run(
          `begin isolation level read committed; ${patience}; select pg_advisory_xact_lock(${writeLock})`,
        );
      } catch (error) {
        // Begun perhaps, and without the lock.
        connection.isBroken = true;
        throw error;
      }
    });
  }
  async commitTransaction(connection: PooledConnection): Promise<void> {
    const { command } = await connection.run("commit").catch((error: unknown) => {
      throw keepsConnection(error) ? error : new CommitUnknown("the commit was not answered", { cause: error });
    });
    // After a failed statement whose error the caller kept to itself, the server answers a commit with a rollback.
    if (command !== "COMMIT") throw new Error("nothing was committed: a statement before had failed");
  }
  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    // A lost connection is a rollback, and its own error is the one to tell.
    if (!connection.isBroken) await connection.run("rollback").catch(connection.break);
  }
  async releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
    this.endOfTurn.get(connection)?.();
  }
  async destroy(): Promise<void> {
    await this.pool.end();
  }
}

/** Single reads, each on whichever connection is free. One that finds its connection dead is asked again. */
class ReadingDriver implements Driver, DatabaseConnection {
  constructor(private readonly pool: pg.Pool) {}
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await withPatience(() => this.once(query));
    } catch (error) {
      const fault = postgresFault(error);
      throw fault ? new AppError(fault, undefined, { cause: error }) : error;
    }
  }
  private async once<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const connection = await PooledConnection.from(this.pool);
    try {
      return await connection.executeQuery(query);
    } finally {
      connection.release();
    }
  }
  streamQuery(): never {
    throw new Error("rows are not streamed: they are read by pages, on both engines");
  }
  async beginTransaction(): Promise<void> {
    throw new Error("the reader has no transactions");
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    await this.pool.end();
  }
}

/** Several reads of one committed state. The connection is taken for as long, so they are few and short. */
class SnapshotDriver implements Driver {
  constructor(private readonly pool: pg.Pool) {}
  async init(): Promise<void> {}
  acquireConnection(): Promise<PooledConnection> {
    return PooledConnection.from(this.pool);
  }
  async beginTransaction(connection: PooledConnection): Promise<void> {
    await connection.run("begin isolation level repeatable read read only");
  }
  async commitTransaction(connection: PooledConnection): Promise<void> {
    await connection.run("commit");
  }
  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    if (!connection.isBroken) await connection.run("rollback").catch(connection.break);
  }
  async releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
  }
  /** The pool is the reader's. */
  async destroy(): Promise<void> {}
}

/** Text is compared byte by byte, as SQLite does, whatever the locale of the database: its order is part of a page. */
class BytewiseCompiler extends PostgresQueryCompiler {
  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    const isText = DataTypeNode.is(node.dataType) && node.dataType.dataType === "text";
    super.visitColumnDefinition(isText ? { ...node, dataType: RawNode.createWithSql('text collate "C"') } : node);
  }
}

const dialect = (createDriver: () => Driver): Dialect => ({
  createDriver,
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new BytewiseCompiler(),
});

/** `patienceMs`: how long a transaction waits for another process's to end. */
export const writingDialect = (pool: pg.Pool, patienceMs: number): Dialect =>
  dialect(() => new WritingDriver(pool, patienceMs));

export const readingDialect = (pool: pg.Pool): Dialect => dialect(() => new ReadingDriver(pool));

/** Its transactions are snapshots; to be used beside the reader of the same pool, which closes it. */
export const snapshotDialect = (pool: pg.Pool): Dialect => dialect(() => new SnapshotDriver(pool));
