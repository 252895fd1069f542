import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { ClientRequest, type IncomingHttpHeaders } from "node:http";

/**
 * What was seen of one HTTP request from below the SDK, which loses the status and the headers of an answer whose
 * body it cannot read, cannot be cancelled, and gives one error for "never connected" and "never answered".
 */
export interface Sighting {
  /** Whether a connection was ever there: `false` means that no byte left. `null`: no request was seen. */
  connected: boolean | null;
  /** Status and headers, once they have arrived. */
  answer: { status: number; headers: IncomingHttpHeaders } | null;
  /** Destroys the request, so that it can neither be sent any more nor keep its socket. */
  abandon(): void;
}

const current = new AsyncLocalStorage<Sighting>();
let watching = false;

/** Runs `work` and reports the HTTP request that it makes. Where Node tells nothing, the sighting stays empty. */
export function watch<T>(work: () => T): { result: T; sighting: Sighting } {
  if (!watching) subscribe("http.client.request.start", see);
  watching = true;
  const sighting: Sighting = { connected: null, answer: null, abandon: () => undefined };
  return { result: current.run(sighting, work), sighting };
}

/** Node publishes this when it begins to write a request, in the asynchronous context of who made it. */
function see(message: unknown): void {
  const sighting = current.getStore();
  if (!sighting || typeof message !== "object" || message === null || !("request" in message)) return;
  const { request } = message;
  if (!(request instanceof ClientRequest)) return;
  sighting.abandon = () => request.destroy();
  // A socket that is kept alive is connected already, and gives no event.
  sighting.connected = request.socket?.connecting !== true;
  if (!sighting.connected) {
    request.socket?.once("connect", () => {
      sighting.connected = true;
    });
  }
  request.once("response", ({ statusCode, headers }) => {
    sighting.answer = { status: statusCode ?? 0, headers };
  });
}
