import type { Page } from "@playwright/test";
import { box, openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const list = (page: Page) => page.getByRole("table", { name: "Linked members" });
const bodyRows = (page: Page) => list(page).locator("tbody").getByRole("row");
const query = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

test.describe("a list of several pages", () => {
  test.use({ own: { members: 120 } });

  test.beforeEach(async ({ page, signInAs }) => {
    await signInAs(page, "requester");
    // The whole population is listed and read before anything is asked of the list.
    await expect(async () => {
      await page.goto("/members");
      await expect(page.getByRole("region", { name: "Sweep" })).toContainText("Last complete sweep", { timeout: 500 });
    }).toPass();
  });

  test("a link is a view: filters, order and page stand in the address, and back returns to the view before", async ({
    page,
    expectAccessible,
  }) => {
    await expect(bodyRows(page)).toHaveCount(50);
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(list(page).getByRole("columnheader", { name: "Set up" })).toHaveAttribute("aria-sort", "descending");
    await page.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => query(page)).toEqual({ sort: "-setup", page: "2" });

    await page.getByRole("button", { name: "State", exact: true }).first().click();
    await page.getByRole("checkbox", { name: "Invitation pending" }).check();
    await expect.poll(() => query(page)).toEqual({ sort: "-setup", state: "CONFIRMING" });
    await expect(bodyRows(page).first()).toContainText("Invitation pending");
    await expect(list(page)).not.toContainText("Associated");
    await expectAccessible(page);
    const shown = await bodyRows(page).allInnerTexts();

    const other = await page.context().newPage();
    await other.goto(page.url());
    await expect.poll(() => bodyRows(other).allInnerTexts()).toEqual(shown);

    await page.goBack();
    await expect.poll(() => query(page)).toEqual({ sort: "-setup", page: "2" });
    await expect(list(page)).toContainText("Associated");

    await page.goto("/members?state=CONFIRMING&size=7&sort=weather");
    await expect(page.getByText("sort=weather · size=7")).toBeVisible();
    await page.goto("/members?q=nobody-has-this-name");
    await expect(page.getByText("No member matches")).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).last().click();
    await expect(bodyRows(page)).toHaveCount(50);
  });

  test("a selection reaches over pages, and each selected relation is read anew", async ({ page, desk }) => {
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByText(/^51–100 of/)).toBeVisible();
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    const bar = page.getByRole("region", { name: "Selection" });
    await expect(bar).toContainText(/^100 selected of 1\d\d/);

    const since = await desk.simulator.lastSeq();
    await bar.getByRole("button", { name: "Check now" }).click();
    await expect(bar).toContainText("100 relations are being checked");
    const readAnew = async () => {
      const reads = await desk.simulator.journal({
        operation: "QueryPermissionList",
        event: "received",
        sinceSeq: since,
      });
      return new Set(reads.map((event) => ("relationId" in event ? event.relationId : null))).size;
    };
    await expect.poll(readAnew, { timeout: 20_000 }).toBe(100);
    await expect(list(page).getByText("Being checked")).toHaveCount(0);
  });

  test("by keyboard: / searches, the arrows go from row to row, Enter opens, Space ticks", async ({ page }) => {
    const search = page.getByRole("searchbox", { name: "Search members" });
    await expect(search).toHaveAttribute("aria-keyshortcuts", "/");
    await page.keyboard.press("/");
    await expect(search).toBeFocused();
    await page.keyboard.type("00");
    await expect.poll(() => query(page)).toEqual({ q: "00" });
    await bodyRows(page).first().getByRole("link").focus();
    await page.keyboard.press("ArrowDown");
    await expect(bodyRows(page).nth(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/members\/\d+$/);
  });
});

test.describe("a sweep that fails", () => {
  test.use({ own: {} });

  test("keeps the last good list with its age and says why", async ({ page, desk, signInAs, expectAccessible }) => {
    await signInAs(page, "viewer");
    await expect(async () => {
      await page.goto("/members");
      await expect(bodyRows(page).first()).toBeVisible({ timeout: 500 });
    }).toPass();
    await desk.simulator.faults({ kind: "refuse", operation: "QueryRelationList", code: "Forbidden.RAM", status: 403 });
    await expect(page.getByText("The last sweep failed")).toBeVisible();
    await expect(page.getByText("Forbidden.RAM").first()).toBeVisible();
    await expect(bodyRows(page).first()).toBeVisible();
    await expectAccessible(page);
  });
});

test("a link followed while a search is still being typed is not called back by it", async ({
  page,
  desk,
  signInAs,
}) => {
  await signInAs(page, "requester");
  const { relationId } = await openMinted(page, desk, { nickname: "云帆远航" });
  await page.goto(`/members?q=${relationId}`);
  const link = list(page).getByRole("link", { name: "云帆远航" });
  // A network that is slower than the pause after the last key.
  await page.route(`**/members/${relationId}**`, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    await route.continue();
  });
  await expect(link).toBeVisible();
  await page.getByRole("searchbox", { name: "Search members" }).fill("云帆");
  await link.click();
  await expect(page).toHaveURL(new RegExp(`/members/${relationId}$`));
  await expect(page.getByRole("heading", { level: 1, name: "云帆远航" })).toBeVisible();
});

test("a viewer sees everything and finds nothing to change it with", async ({ page, desk, signInAs }) => {
  await signInAs(page, "viewer");
  await openMinted(page, desk, { codes: ["CHECK_FINANCE_INFO"] });
  await expect(box(page, "CHECK_FINANCE_INFO")).toBeChecked();
  for (const checkbox of await page.getByRole("checkbox").all()) await expect(checkbox).toBeDisabled();
  await expect(page.getByText("You may look, not change").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Check now" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Pending changes" })).toHaveCount(0);
  await page.goto("/members");
  await expect(list(page)).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
});

test("another account's relation, and what is none, are nobody's: 404", async ({ page, watch, signInAs }) => {
  watch.tolerate(/404/);
  await signInAs(page, "requester");
  for (const id of ["999999999999", "12x", "0"]) {
    expect((await page.goto(`/members/${id}`))?.status()).toBe(404);
    expect((await page.request.get(`/api/relations/${id}`)).status()).toBe(404);
  }
  expect((await page.goto("/changes/00000000-0000-4000-8000-000000000000"))?.status()).toBe(404);
});
