import pg from "pg";

/** Cleans up a PostgreSQL database and counts what is in it, so that the planner knows. */
export async function vacuumAnalyze(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}
