import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures/test";

const palette = (page: Page) => page.getByRole("dialog", { name: "Find or go to" });
const heard = (page: Page) =>
  expect(page.getByRole("button", { name: "Find or go to (Ctrl K)" })).toHaveAttribute(
    "aria-keyshortcuts",
    /Control\+K/,
  );
const option = (page: Page, name: string | RegExp) => palette(page).getByRole("option", { name });

test("by keyboard alone: a member by name and by UID, a page, an act; the keys are listed", async ({
  page,
  desk,
  signInAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  const { relationId, memberUid: uid } = await desk.simulator.mintRelation({ nickname: "Palette Harbour" });
  await expect
    .poll(async () => (await page.request.get(`/api/relations/${relationId}`)).status(), { timeout: 20_000 })
    .toBe(200);
  const { keyboard } = page;
  const typed = page.getByRole("combobox", { name: "Member, page or act" });
  await page.goto("/changes");
  await heard(page);

  await keyboard.press("Control+k");
  await expect(typed).toBeFocused();
  await expect(option(page, "Needs attention")).toBeVisible();
  await expect(option(page, "Create member account")).toBeVisible();
  for (const none of ["Audit", "People"]) await expect(option(page, none)).toHaveCount(0);
  await keyboard.type("palette harb");
  await expect(option(page, /^Palette Harbour/)).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: null });
  await keyboard.press("Enter");
  await page.waitForURL(`**/members/${relationId}`);
  await expect(palette(page)).toHaveCount(0);

  await page.getByRole("button", { name: "Find or go to (Ctrl K)" }).click();
  await expect(typed).toBeFocused();
  await keyboard.type(uid);
  await expect(palette(page).getByRole("option")).toHaveCount(1);
  await expect(option(page, uid)).toBeVisible();
  await keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);

  await keyboard.press("Meta+k");
  await expect(typed).toBeFocused();
  await keyboard.type("matr");
  await keyboard.press("Enter");
  await page.waitForURL("**/matrix");
  await keyboard.press("Control+k");
  await expect(typed).toBeFocused();
  await keyboard.type("link ex");
  await keyboard.press("Enter");
  await page.waitForURL("**/members/link");

  await page.goto("/members");
  await heard(page);
  await keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys.getByText("Find a member, a page or an act")).toBeVisible();
  await expectAccessible(page);
  // In a dialog the keys of the page wait.
  await keyboard.press("Control+k");
  await expect(palette(page)).toHaveCount(0);
  await keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search members" });
  await expect(search).toBeFocused();
  await keyboard.press("?");
  await expect(search).toHaveValue("?");
});
