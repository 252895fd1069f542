import pg from "pg";
import type { StorageFault } from "@/lib/db/engine";

/** The end of a commit that was sent and not answered: it may have happened. */
export class CommitUnknown extends Error {
  override readonly name = "CommitUnknown";
}

/** SQLSTATE codes and classes, by the longest that fits (PostgreSQL's manual, appendix A). */
const states: Readonly<Record<string, StorageFault>> = {
  // Wait limits, cancelled statements, deadlocks, no room for one more connection.
  "55P03": "storage_busy",
  "57014": "storage_busy",
  "40": "storage_busy",
  "53": "storage_busy",
  // A full disk, an input or output error, a damaged page, a server that lets nobody write.
  "53100": "storage_full",
  "58": "storage_full",
  XX001: "storage_full",
  XX002: "storage_full",
  "25006": "storage_full",
  // Going down, starting up, a session that was ended, no such database or user.
  "57P": "storage_gone",
  "25P03": "storage_gone",
  "08": "storage_gone",
  "28": "storage_gone",
  "3D": "storage_gone",
};

const network =
  /^E(CONNREFUSED|CONNRESET|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN|AI_AGAIN)$|^ENOTFOUND$/;

// The driver has no codes for these.
const noRoom = /^timeout exceeded when trying to connect$/;
const lost = /^Connection terminated|^Query read timeout$|connection error and is not queryable$|^Client was closed/;

/** What an error of the driver means; null: it is not about storage, such as a wrong statement. */
export function postgresFault(error: unknown): StorageFault | null {
  if (error instanceof CommitUnknown) return "storage_unsure";
  if (!(error instanceof Error)) return null;
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof pg.DatabaseError) {
    for (const length of [5, 3, 2]) {
      const fault = states[code.slice(0, length)];
      if (fault) return fault;
    }
    return null;
  }
  if (noRoom.test(error.message)) return "storage_busy";
  return network.test(code) || lost.test(error.message) ? "storage_gone" : null;
}

/** Whether a connection may be used on after this: only the server's own word on a statement leaves it whole. */
export const keepsConnection = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity === "ERROR";
