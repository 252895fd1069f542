/**
 * `npm start`: runs the desk with the settings of the environment. Before anything is started it refuses a Node that
 * is too old, missing packages and a port in use; then each setting that is missing or wrong, by name.
 */
import { command, serve } from "./launch/app.mjs";
import { ensureBuilt } from "./launch/build.mjs";
import { ended } from "./launch/child.mjs";
import { requireInstalled } from "./launch/install.mjs";
import { readPort, requireFree } from "./launch/port.mjs";
import { launch, requireNode } from "./launch/refusal.mjs";

await launch(async () => {
  requireNode("20.9");
  requireInstalled();
  const port = readPort("PORT", 3000);
  await requireFree(port, "PORT");
  const env = { ...process.env, NODE_ENV: /** @type {const} */ ("production"), NEXT_TELEMETRY_DISABLED: "1" };
  await command("lib/cli/prepare.ts", { env });
  await ensureBuilt();
  // A write that is being answered may end in peace; whoever is in a hurry has SIGKILL, and work is crash-safe.
  return await ended(serve(port, { env, patience: Number.POSITIVE_INFINITY }));
});
