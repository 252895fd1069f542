import type { DeskAddress } from "@/lib/client/desk-account";
import type { ErrorView } from "@/lib/domain/errors";

/** A GET that did not end well. `error` is `null` when no answer of ours arrived: offline, or a proxy's page. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  constructor(
    readonly status: number | null,
    readonly error: ErrorView | null,
    options?: ErrorOptions,
  ) {
    super(error?.code ?? "no_answer", options);
  }
}

/**
 * Asks one of our own routes. The browser trusts their shape; each contract in this room names it. Throws
 * `RequestFailed`, or what an abort throws.
 */
export async function getJson<T>(address: DeskAddress, signal: AbortSignal): Promise<T> {
  const response = await fetch(address, { signal, headers: { accept: "application/json" }, cache: "no-store" }).catch(
    (cause: unknown) => {
      if (signal.aborted) throw cause;
      throw new RequestFailed(null, null, { cause });
    },
  );
  if (!response.ok) throw new RequestFailed(response.status, await errorOf(response));
  const body: T = await response.json();
  return body;
}

/** What our own routes say of a failure; `null` when the answer is not ours. */
export async function errorOf(response: Response): Promise<ErrorView | null> {
  const body: { error?: ErrorView } | null = await response.json().catch(() => null);
  return body?.error ?? null;
}

/** Reads are asked again after a lost connection or a server that is starting; a clear no stays a no. */
export const retryRead = (failures: number, error: Error): boolean =>
  failures < 3 && error instanceof RequestFailed && (error.status === null || error.status >= 500);
