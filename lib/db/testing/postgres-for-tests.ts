import type { TestProject } from "vitest/node";
import { startPostgresProcess } from "@/lib/db/testing/postgres-process";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the project's server takes orders; not there in the project for SQLite. */
    postgresDoor?: string;
  }
}

/** One server for all test files of the project. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresProcess();
  project.provide("postgresDoor", server.door.address);
  return () => server.close();
}
