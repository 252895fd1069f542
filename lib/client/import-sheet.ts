"use client";

import type { DeskAddress } from "@/lib/client/desk-account";
import { errorOf, RequestFailed } from "@/lib/client/get-json";
import type { FactAnswer, ImportAnswer, ImportKind } from "@/lib/domain/views/import";

/** POST /api/imports: what a sheet would change; with the digest of such an answer, adds it to the draft, or keeps it. */
export const importPath = (of: ImportKind, agreed: string | null): string =>
  `/api/imports?${new URLSearchParams({ of, ...(agreed === null ? {} : { agreed }) })}`;

/** Sends a file to be read. Throws `RequestFailed`, or what an abort throws. */
export async function sendSheet(
  address: DeskAddress,
  bytes: ArrayBuffer,
  signal: AbortSignal,
): Promise<ImportAnswer | FactAnswer> {
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
  const answer: ImportAnswer | FactAnswer = await response.json();
  return answer;
}
