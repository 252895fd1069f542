import type { Page } from "@playwright/test";
import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const loadedBytes = (page: Page): Promise<number> =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((entry): entry is PerformanceResourceTiming => /\.js(\?|$)/.test(entry.name))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  );

/** Bytes of JavaScript as sent, compressed, that a page loads before anybody touches it: once no more is coming. */
async function scriptBytes(page: Page): Promise<number> {
  let last = -1;
  const hasSettled = async () => {
    const before = last;
    last = await loadedBytes(page);
    return last === before;
  };
  await expect.poll(hasSettled, { intervals: [500] }).toBe(true);
  return last;
}

test("no page loads more than 70 kB of JavaScript over an empty one before the first interaction", async ({
  page,
  desk,
  signInAs,
  watch,
}) => {
  watch.tolerate(/status of 404/);
  await page.goto("/no-such-page");
  const empty = await scriptBytes(page);
  expect(empty).toBeGreaterThan(100_000);
  await signInAs(page, "requester");
  const { relationId } = await openMinted(page, desk);
  const more = ["/matrix", "/attention", "/members/new", "/members/link", "/members/import", "/operations"];
  for (const path of [
    "/members",
    `/members/${relationId}`,
    ...more,
    "/changes",
    "/approvals",
    "/settings",
    "/account",
    "/sign-in",
    "/people",
  ]) {
    if (path === "/people") await signInAs(page, "admin");
    await page.goto(path);
    const over = Math.round(((await scriptBytes(page)) - empty) / 100) / 10;
    test.info().annotations.push({ type: "kB over an empty page", description: `${path}: ${over}` });
    expect(over, `${path}, in kB`).toBeLessThanOrEqual(70);
  }
});
