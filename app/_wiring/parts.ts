import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { requireActor } from "@/lib/auth/require-actor";
import { readWebEnv } from "@/lib/env";
import type { ActionParts } from "@/lib/http/action";
import { openContext, openPersonalContext, openPublicContext } from "@/lib/services/app-context";
import { recordDenied } from "@/lib/services/audit/record-denied";
import { appLogger } from "@/lib/telemetry/app-logger";

/** What the factories of `lib/http` are handed in this app. */
export const parts: ActionParts = {
  headers,
  deskUrl: () => readWebEnv().url,
  rethrow: unstable_rethrow,
  requireActor,
  openContext,
  openPersonalContext,
  openPublicContext,
  recordDenied: (attempt) => recordDenied(attempt),
  logger: appLogger,
};
