import { password } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test("what is typed on a slow machine while the page comes to life is not lost", async ({ page, signInAs }) => {
  await signInAs(page, "approver");
  const browser = await page.context().newCDPSession(page);
  for (const rate of [4, 16]) {
    await browser.send("Emulation.setCPUThrottlingRate", { rate });
    await page.goto("/account/confirm?next=/matrix", { waitUntil: "commit" });
    await page.getByLabel("Password").fill(password);
    await expect(page.getByRole("button", { name: /^Find or go to/ })).toHaveAttribute("aria-keyshortcuts", /K/);
    await expect(page.getByLabel("Password")).toHaveValue(password);
  }
  await browser.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.waitForURL("**/matrix");
});
