"use client";

import type { DeskAddress } from "@/lib/client/desk-account";
import { errorOf, RequestFailed } from "@/lib/client/get-json";
import type { ImportAnswer } from "@/lib/domain/views/import";

/** POST /api/imports: what a sheet would change; with the digest of such an answer, adds it to the draft. */
export const importPath = (agreed: string | null): string =>
  agreed === null ? "/api/imports" : `/api/imports?agreed=${agreed}`;

/** Sends a file to be read. Throws `RequestFailed`, or what an abort throws. */
export async function sendSheet(address: DeskAddress, bytes: ArrayBuffer, signal: AbortSignal): Promise<ImportAnswer> {
  const response = await fetch(address, {
    method: "POST",
    body: bytes,
    headers: { "content-type": "application/octet-stream" },
    signal,
    cache: "no-store",
  }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new RequestFailed(null, null, { cause });
  });
  if (!response.ok) throw new RequestFailed(response.status, await errorOf(response));
  const answer: ImportAnswer = await response.json();
  return answer;
}
