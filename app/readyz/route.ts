import { connection } from "next/server";
import { isReady } from "@/lib/services/readiness";

/** Ready: the database is reachable and migrated. */
export async function GET(): Promise<Response> {
  await connection();
  const ready = await isReady();
  return Response.json(
    { status: ready ? "ready" : "not_ready" },
    { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
