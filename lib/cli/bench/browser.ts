import { chromium, type Page } from "@playwright/test";
import type { App } from "@/lib/cli/bench/app";
import { systemChromium } from "@/lib/cli/launch/chromium.mjs";

/** A page of the app, signed in as the bench's person, in a headless browser of its own. */
export async function openPage(app: App): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const executablePath = systemChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const context = await browser.newContext({ baseURL: app.address, locale: "en-GB" });
  await context.addCookies([{ ...app.cookie, url: app.address, httpOnly: true, sameSite: "Lax" }]);
  return { page: await context.newPage(), close: () => browser.close() };
}

/** Opens a relation's page once the desk has read its permissions. */
export async function openWhenRead(page: Page, relationId: string): Promise<void> {
  for (const end = Date.now() + 30_000; ; ) {
    const answer = await page.request.get(`/api/relations/${relationId}`);
    if (answer.ok() && /"checkedAt":"/.test(await answer.text())) break;
    if (Date.now() > end) throw new Error(`the desk has not read relation ${relationId}`);
    await page.waitForFunction(() => new Promise((resolve) => setTimeout(() => resolve(true), 50)));
  }
  await page.goto(`/members/${relationId}`);
}

/** Ticks a permission, and waits until the draft on the server has it. */
export async function tick(page: Page, label: string): Promise<void> {
  await page.getByRole("checkbox", { name: label, exact: true }).check();
  await page.getByRole("region", { name: "Pending changes" }).waitFor();
}
