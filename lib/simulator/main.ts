import { BadArguments, parseArguments } from "@/lib/simulator/arguments";
import { PortInUse, startSimulator } from "@/lib/simulator/start";

/** `node lib/cli/run.mjs lib/simulator/main.ts`: see README.md for the flags. Exit 2: bad flags, 1: cannot start. */
async function main(): Promise<void> {
  const simulator = await startSimulator(parseArguments(process.argv.slice(2)));
  const { port, controlPort, payerUid, members, journal } = simulator;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
  }
  process.stdout.write(`${JSON.stringify({ ready: true, port, controlPort, payerUid, members, journal })}\n`);
}

main().catch((error: unknown) => {
  if (error instanceof PortInUse) {
    process.stderr.write(`simulator: ${error.message} Choose another one, or 0 for any free one.\n`);
    process.exitCode = 1;
    return;
  }
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof BadArguments ? 2 : 1;
});
