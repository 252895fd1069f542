import type { Page } from "@playwright/test";
import { startApp } from "@/lib/cli/bench/app";
import { openPage, openWhenRead, tick } from "@/lib/cli/bench/browser";
import { percentile, short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { toggleBudgetMs, upstreamLatencyMs } from "@/lib/cli/bench/lines/toggle";
import { openDesk } from "@/lib/cli/bench/population";
import { startSimulator } from "@/lib/cli/bench/simulator";
import { threeCalls } from "@/lib/cli/bench/upstream-time";

/** Applies what is ticked and gives the milliseconds from the click until the page says "Verified", by the page's clock. */
async function applyAndWait(page: Page): Promise<number> {
  await page.getByRole("region", { name: "Pending changes" }).getByRole("button", { name: "Review changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await dialog.getByLabel("Reason").fill("measured");
  const button = dialog.getByRole("button", { name: "Apply changes" });
  await button.hover();
  const verified = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let clicked = 0;
        addEventListener(
          "click",
          ({ timeStamp }) => {
            clicked = timeStamp;
          },
          { capture: true, once: true },
        );
        // No named function in here: what compiles this file would want its own helper in the page.
        const observer = new MutationObserver(() => {
          const cells = [...document.querySelectorAll("main td")];
          if (!clicked || !cells.some((cell) => cell.textContent?.includes("Verified"))) return;
          observer.disconnect();
          resolve(performance.now() - clicked);
        });
        observer.observe(document, { subtree: true, childList: true, characterData: true });
      }),
  );
  const [took] = await Promise.all([verified, button.click()]);
  return took;
}

/** One permission in a browser, from the click on "Apply changes" until the page shows that it is verified. */
export const toggleOnPageLine: Line = async function* ({ engine, sizes, databases, say }) {
  const simulator = await startSimulator(12, { latencyMs: upstreamLatencyMs });
  const relations = [];
  for (let count = sizes.togglesOnPage + 2; count > 0; count -= 1) relations.push((await simulator.mint()).relationId);
  const place = await databases.make(engine);
  await (await openDesk(place, simulator.payer)).close();
  const app = await startApp({ simulator, ...place });
  const { page, close } = await openPage(app);
  say(`toggling ${sizes.togglesOnPage} permissions on a page, on ${engine}`);
  const over: number[] = [];
  for (const relationId of relations) {
    await openWhenRead(page, relationId);
    await tick(page, "Forbid withdrawing the balance");
    const since = simulator.lastSeq();
    const took = await applyAndWait(page);
    over.push(took - threeCalls(simulator, relationId, since));
  }
  await close();
  await app.close();
  await simulator.close();
  const counted = over.slice(2);
  yield {
    line: "toggle-on-page",
    engine,
    what: "browser: click to verified, over its three calls, p95",
    unit: "ms",
    measured: percentile(counted, 95),
    limit: toggleBudgetMs,
    wanted: "at most",
    note: `median ${short(percentile(counted, 50))}, longest ${short(Math.max(...counted))} of ${counted.length}`,
  };
};
