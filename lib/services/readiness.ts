import { appDatabase } from "@/lib/db/app-database";

/** Whether the desk can serve: the database answers and every migration has run. An unusable account is not unready. */
export async function isReady(): Promise<boolean> {
  try {
    return await appDatabase().isMigrated();
  } catch {
    return false;
  }
}
