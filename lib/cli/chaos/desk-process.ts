import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { deskSettings } from "@/lib/cli/chaos/settings";
import { freePort } from "@/lib/cli/free-port";
import { serve } from "@/lib/cli/launch/app.mjs";
import { ended, start } from "@/lib/cli/launch/child.mjs";
import { demoSettings } from "@/lib/cli/launch/demo-home.mjs";

export interface ProcessTerms {
  readonly databaseUrl: string;
  readonly simulatorPort: number;
  readonly payer: string;
  readonly relations: number;
  readonly callTimeout: number;
  readonly lease: number;
  /** Where it keeps its data and its log. */
  readonly folder: string;
  /** `app`: the built desk as `npm start` runs it. A folder of sources: the worker alone, of that copy. */
  readonly run: "app" | { readonly sources: string };
}

/** One process of the desk in its place: it can be killed and frozen, and started again with the same data. */
export interface DeskProcess {
  /** For how long it has been running, in milliseconds; 0 while it is not. */
  upForMs(): number;
  start(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/** Makes its folder; nothing runs before `start`. What it prints is in `desk.log` there. */
export function deskProcess(terms: ProcessTerms): DeskProcess {
  const { folder, run, simulatorPort, payer } = terms;
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, "desk.log"), "a");
  let child: ReturnType<typeof start> | null = null;
  let startedAt = 0;

  async function spawned(): Promise<ReturnType<typeof start>> {
    const settings = deskSettings(terms);
    if (run === "app") {
      const home = { folder, members: 0, password: "", secret: "a secret of the processes of a fault campaign" };
      const port = await freePort();
      const env = { ...demoSettings(home, { port, simulatorPort, payerUid: payer, rate: 1 }), ...settings };
      return serve(port, { env, stdio: ["ignore", log, log] });
    }
    const script = ["--conditions=react-server", "lib/cli/run.mjs", "lib/worker/testing/worker-main.ts"];
    const env = { NODE_ENV: "production" as const, ...settings };
    return start(process.execPath, script, { cwd: run.sources, env, stdio: ["ignore", log, log] });
  }

  return {
    upForMs: () => (child ? performance.now() - startedAt : 0),
    async start() {
      child = await spawned();
      startedAt = performance.now();
    },
    async kill() {
      if (!child) return;
      child.kill("SIGKILL");
      await ended(child);
      child = null;
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
  };
}
