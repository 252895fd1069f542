/** `npm run build`: builds for production, and notes of which sources, so that nobody builds the same twice. */
import { build } from "./launch/build.mjs";
import { requireInstalled } from "./launch/install.mjs";
import { launch, requireNode } from "./launch/refusal.mjs";

await launch(async () => {
  requireNode("20.19");
  requireInstalled();
  await build();
  return 0;
});
