import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

const grid = (page: Page) => page.getByRole("grid", { name: "Members and their permissions" });

/** Rows of the grid, as it says itself: without its two rows of heads. */
const rowCount = async (page: Page): Promise<number> => Number(await grid(page).getAttribute("aria-rowcount")) - 2;

test.describe("with ten thousand members", () => {
  test.use({ own: { members: 10_000, settings: { LINKBOOK_RATE: "2000", LINKBOOK_LIST_EVERY: "1h" } } });

  test("the grid has them all, mounts few, and axe finds nothing", async ({ page, signInAs, expectAccessible }) => {
    test.setTimeout(60_000);
    await signInAs(page, "requester");
    await page.goto("/matrix");
    await expect.poll(() => rowCount(page).catch(() => 0), { timeout: 40_000 }).toBeGreaterThanOrEqual(10_000);
    expect(await grid(page).getByRole("row").count()).toBeLessThanOrEqual(62);
    await expectAccessible(page);
    await grid(page).evaluate((element) => element.parentElement?.scrollTo(0, 200_000));
    await expect(grid(page).locator("tbody [aria-rowindex]").nth(5)).toHaveAttribute("aria-rowindex", /^4\d{3}$/);
    expect(await grid(page).getByRole("row").count()).toBeLessThanOrEqual(62);
    await page.keyboard.press("/");
    await page.keyboard.type("云帆");
    await expect.poll(() => rowCount(page)).toBeLessThan(10_000);
    expect(await rowCount(page)).toBeGreaterThan(0);
    await expectAccessible(page);
  });
});
