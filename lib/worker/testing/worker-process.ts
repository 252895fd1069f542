import { spawn } from "node:child_process";
import { once } from "node:events";

/** Short, and the lease still outlasts a call. */
const settings = {
  LINKBOOK_LEASE: "2s",
  LINKBOOK_CALL_TIMEOUT: "1500ms",
  LINKBOOK_READ_BACK: "500ms",
  LINKBOOK_SETTLE: "6s",
  LINKBOOK_VISIBILITY_LAG: "50ms",
  LINKBOOK_MEMBER_RECHECK: "100ms",
  LINKBOOK_LIST_EVERY: "1h",
  LINKBOOK_RATE: "1000",
  LINKBOOK_LOG_LEVEL: "fatal",
};

/** A worker process that a test can end or freeze at any moment. */
export interface WorkerProcess {
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** Starts a worker on a database against a simulator on loopback. `data`: what it knows of the database is kept there. */
export function startWorkerProcess(databaseUrl: string, simulatorPort: number, data: string): WorkerProcess {
  const endpoint = `http://127.0.0.1:${simulatorPort}`;
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "lib/cli/run.mjs", "lib/worker/testing/worker-main.ts"],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        NODE_ENV: "test",
        ...settings,
        LINKBOOK_DATA: data,
        DATABASE_URL: databaseUrl,
        LINKBOOK_ENDPOINT: endpoint,
        LINKBOOK_STS_ENDPOINT: endpoint,
        ALIBABA_CLOUD_ACCESS_KEY_ID: "demo-payer",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "demo-secret",
      },
    },
  );
  const ended = once(child, "exit");
  return {
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
}
