/** Runs once when the server starts, before the first request; not in the build. Never waits for a network. */
export async function register(): Promise<void> {
  // This file is also compiled for the edge runtime, where nothing of the worker can run.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { markPeers } = await import("@/lib/telemetry/peer");
    markPeers();
    const { startInProcess } = await import("@/lib/worker/start-in-process");
    startInProcess();
  }
}
