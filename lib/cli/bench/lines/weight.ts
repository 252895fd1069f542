import type { Page } from "@playwright/test";
import { startApp } from "@/lib/cli/bench/app";
import { openPage, openWhenRead, tick } from "@/lib/cli/bench/browser";
import type { Figure } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";
import { openDesk } from "@/lib/cli/bench/population";
import { startSimulator } from "@/lib/cli/bench/simulator";

/** Kilobytes of JavaScript as sent, compressed, that a page has loaded, once no more comes for half a second. */
async function scripts(page: Page): Promise<number> {
  for (let last = -1; ; ) {
    const bytes = await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return performance
        .getEntriesByType("resource")
        .filter((entry): entry is PerformanceResourceTiming => /\.js(\?|$)/.test(entry.name))
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
    });
    if (bytes === last) return bytes / 1_000;
    last = bytes;
  }
}

const figure = (what: string, measured: number, limit: number): Figure => ({
  line: "weight",
  engine: null,
  what,
  unit: "kB",
  measured,
  limit,
  wanted: "at most",
  note: "",
});

/** JavaScript before the first interaction, over an empty page of the same build; and what each overlay adds. */
export const weightLine: Line = async function* ({ engine, databases, say }) {
  const simulator = await startSimulator(12);
  const { relationId } = await simulator.mint();
  const invitation = await simulator.mint({
    state: "CONFIRMING",
    differentName: true,
    masterUid: "1000000000000121",
    codes: ["FORBID_WITHDRAW_CASH"],
  });
  const place = await databases.make(engine);
  await (await openDesk(place, simulator.payer)).close();
  const app = await startApp({ simulator, ...place });
  const { page, close } = await openPage(app);
  say("weighing pages and overlays");
  await page.goto("/no-such-page");
  const empty = await scripts(page);
  await openWhenRead(page, relationId);

  const member = `/members/${relationId}`;
  const beside = ["/changes", "/approvals", "/operations", "/audit", "/settings", "/sign-in"];
  for (const path of ["/members", "/matrix", member, "/members/new", "/members/link", ...beside]) {
    await page.goto(path);
    yield figure(`${path.replace(relationId, "[id]")}, over an empty page`, (await scripts(page)) - empty, 70);
  }
  const overlay = async (name: string, open: () => Promise<void>) => {
    const before = await scripts(page);
    await open();
    await page.getByRole("dialog").waitFor();
    return figure(`overlay: ${name}`, (await scripts(page)) - before, 60);
  };
  await page.goto(member);
  yield await overlay("review changes", async () => {
    await tick(page, "Forbid withdrawing the balance");
    await page.getByRole("button", { name: "Review changes" }).click();
  });
  await page.goto(member);
  yield await overlay("unlink", () => page.getByRole("button", { name: "Unlink", exact: true }).click());
  await openWhenRead(page, invitation.relationId);
  yield await overlay("answer an invitation", () => page.getByRole("button", { name: "Accept", exact: true }).click());
  await close();
  await app.close();
  await simulator.close();
};
