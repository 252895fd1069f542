import type { Locator, Page } from "@playwright/test";
import { discard, labels } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const grid = (page: Page): Locator => page.getByRole("grid", { name: "Members and their permissions" });
const cell = (page: Page, code: keyof typeof labels, name: string): Locator =>
  page.getByRole("checkbox", { name: `${labels[code]} ${name}`, exact: true });
const head = (page: Page, code: keyof typeof labels): Locator =>
  page.getByRole("checkbox", { name: new RegExp(`^${labels[code]}: (all )?[\\d,]+ (shown|selected)$`) });

/** Rows of the grid, as it says itself: without its two rows of heads. */
const rowCount = async (page: Page): Promise<number> => Number(await grid(page).getAttribute("aria-rowcount")) - 2;

/** Whether what has the focus is whole in sight: nothing lies over any of its corners. */
const isInSight = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    const box = focused?.getBoundingClientRect();
    if (!focused || !box) return false;
    const corners = [
      [box.left + 2, box.top + 2],
      [box.right - 2, box.top + 2],
      [box.left + 2, box.bottom - 2],
      [box.right - 2, box.bottom - 2],
    ] as const;
    return corners.every(([x, y]) => focused.contains(document.elementFromPoint(x, y)));
  });

test.describe("on a desk of its own", () => {
  test.use({ own: { members: 12 } });

  test("by keyboard alone: filter, one code for 40 members, review, apply, all verified, undo", async ({
    page,
    desk,
    signInAs,
  }) => {
    test.setTimeout(120_000);
    await signInAs(page, "requester");
    const relations = [];
    for (let count = 0; count < 40; count += 1) {
      const name = `Quayside ${String(count).padStart(2, "0")}`;
      relations.push(await desk.simulator.mintRelation({ name, nickname: name }));
    }
    const canceled = await desk.simulator.mintRelation({ nickname: "Quayside over", state: "CONNECTION_CANCELED" });
    await page.goto("/matrix?sort=relation");
    const { keyboard } = page;
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) await keyboard.press(key);
    };
    const tabTo = async (target: Locator) => {
      for (let tabs = 0; tabs < 300; tabs += 1) {
        if (await target.evaluate((element) => element.contains(document.activeElement))) return;
        await press("Tab");
      }
      throw new Error(`no way by Tab to ${target}`);
    };
    await expect(grid(page)).toHaveAttribute("aria-busy", "false");
    await press("/");
    await keyboard.type("quayside");
    await expect.poll(() => rowCount(page), { timeout: 30_000 }).toBe(41);
    await expect(page).toHaveURL(/[?&]q=quayside/);
    // Until the last of them is read, its box cannot be ticked.
    await expect(grid(page).getByText("Not read yet")).toHaveCount(0, { timeout: 30_000 });

    await tabTo(grid(page));
    await press("Control+End", "Control+Home", "ArrowUp", "End", "ArrowLeft");
    await expect(head(page, "FORBID_WITHDRAW_CASH")).toBeFocused();
    expect(await isInSight(page)).toBe(true);
    await press("Space");
    const ask = page.getByRole("dialog", { name: labels.FORBID_WITHDRAW_CASH });
    await tabTo(ask.getByRole("button", { name: "Tick for 40 members; 1 cannot" }));
    await press("Enter");
    await expect(ask).toHaveCount(0);
    await expect(page.getByText(/40 are among the pending changes now.* 1 cannot be changed now/)).toBeVisible();
    await expect(head(page, "FORBID_WITHDRAW_CASH")).toBeFocused();
    await expect(head(page, "FORBID_WITHDRAW_CASH")).toBeChecked();
    await expect(cell(page, "FORBID_WITHDRAW_CASH", "Quayside 00")).toBeChecked();

    const pending = page.getByRole("region", { name: "Pending changes" });
    await expect(pending).toContainText("+40 restrictions on 40 members");
    const review = pending.getByRole("button", { name: "Review changes" });
    await tabTo(review);
    await press("Enter");
    const dialog = page.getByRole("dialog", { name: "Review changes" });
    await expect(dialog.getByLabel("Reason")).toBeFocused();
    await keyboard.type("agreed with all of them");
    await press("Control+Enter");
    await page.waitForURL(/\/changes\/[0-9a-f-]{36}/);
    await expect(page.getByText(/^40\s*Verified$/).first()).toBeVisible({ timeout: 60_000 });
    for (const { relationId } of relations)
      expect(await desk.simulator.writes(relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);

    const applied = page.url();
    const undo = page.getByRole("button", { name: "Undo 40 changes" });
    await tabTo(undo);
    await press("Enter");
    await expect(pending).toContainText("−40 restrictions on 40 members");
    await tabTo(review);
    await press("Enter");
    await expect(dialog.getByLabel("Reason")).toBeFocused();
    await keyboard.type("taken back");
    await press("Control+Enter");
    await page.waitForURL((url) => url.pathname.startsWith("/changes/") && url.href !== applied);
    await expect(page.getByText(/^40\s*Verified$/).first()).toBeVisible({ timeout: 60_000 });
    for (const { relationId } of relations) expect((await desk.simulator.relation(relationId)).codes).toEqual([]);
    expect(await desk.simulator.writes(canceled.relationId)).toEqual([]);
  });
});

test.describe("on a desk whose calls may take long", () => {
  test.use({ own: { settings: { LINKBOOK_CALL_TIMEOUT: "30s", LINKBOOK_LEASE: "40s" } } });

  test("each cell says what is observed, wanted, under way, waiting, failed, unknown or cannot be ticked", async ({
    page,
    desk,
    signInAs,
    openAs,
    expectAccessible,
  }) => {
    test.setTimeout(120_000);
    await signInAs(page, "requester");
    // An ended relation that is listed after the first sweep is read once; one that was there before it is not.
    await page.goto("/members");
    await expect(page.getByText(/Last complete sweep/)).toBeVisible({ timeout: 20_000 });
    const mark = `Signs ${Date.now() % 100_000}`;
    const mint = (nickname: string, more = {}) =>
      desk.simulator.mintRelation({ nickname: `${mark} ${nickname}`, ...more });
    const held = await mint("held");
    await mint("on", { codes: ["FORBID_WITHDRAW_CASH"] });
    await mint("clouded", { unmapped: ["allow_view_something"] });
    await mint("trustee", { type: "FinancialTrusteeship" });
    await mint("over", { state: "CONNECTION_CANCELED" });
    await desk.simulator.faults({
      kind: "hold",
      gate: "signs",
      when: "before",
      operation: "ModifyAccountRelation",
      relationId: held.relationId,
    });
    await page.goto(`/matrix?${new URLSearchParams({ q: mark })}`);
    await expect.poll(() => rowCount(page), { timeout: 30_000 }).toBe(5);
    await expect(grid(page).getByText("Not read yet")).toHaveCount(0, { timeout: 30_000 });
    const of = (name: string) => cell(page, "FORBID_WITHDRAW_CASH", `${mark} ${name}`);

    await expect(of("on")).toBeChecked();
    await expect(of("held")).not.toBeChecked();
    await expect(of("clouded")).toHaveAttribute("aria-checked", "mixed");
    await expect(of("clouded")).toHaveAccessibleDescription(/^Unknown · Cannot be ticked: Unknown: a code/);
    await expect(of("trustee")).toHaveAccessibleDescription(/Trusteeship: read-only/);
    await expect(of("over")).toHaveAccessibleDescription(/The relation is not in effect/);
    for (const name of ["clouded", "trustee", "over"]) await expect(of(name)).toBeDisabled();
    await of("trustee").focus();
    await page.keyboard.press("Space");
    await expect(page.getByRole("status").filter({ hasText: "Cannot be ticked: Trusteeship" })).toBeVisible();
    await head(page, "FORBID_WITHDRAW_CASH").click();
    const ask = page.getByRole("dialog", { name: labels.FORBID_WITHDRAW_CASH });
    await expect(ask.getByRole("button", { name: "Tick for 1 member; 3 cannot" })).toBeVisible();
    await expect(ask.getByRole("button", { name: "Untick for 1 member; 1 cannot" })).toBeVisible();
    await expectAccessible(page);
    await ask.getByRole("button", { name: "Back" }).click();

    await of("held").click();
    await expect(of("held")).toHaveAccessibleDescription("Not forbidden → Forbidden, pending");
    await expect(of("held")).toBeChecked();
    await page.getByRole("button", { name: "Review changes" }).click();
    const dialog = page.getByRole("dialog", { name: "Review changes" });
    await dialog.getByLabel("Reason").fill("shown to all");
    await dialog.getByRole("button", { name: "Apply changes" }).click();
    await page.waitForURL(/\/changes\//);
    await desk.simulator.event("held", { relationId: held.relationId });
    await page.goto(`/matrix?${new URLSearchParams({ q: mark })}`);
    await expect(of("held")).toHaveAccessibleDescription(/^Sending · Cannot be ticked: Another change/);
    await desk.simulator.release("signs");
    await expect(of("held")).toBeChecked({ timeout: 20_000 });
    await expect(of("held")).toBeEnabled();

    const viewer = await openAs("viewer");
    await viewer.goto(`/matrix?${new URLSearchParams({ q: mark })}`);
    await expect(cell(viewer, "FORBID_WITHDRAW_CASH", `${mark} on`)).toBeChecked();
    for (const each of await grid(viewer).getByRole("checkbox").all()) await expect(each).toBeDisabled();
    await expect(head(viewer, "FORBID_WITHDRAW_CASH")).toHaveCount(0);
    await expectAccessible(viewer);
  });
});

test("a tick is taken back, a selection is acted on alone, and focus stays with its member", async ({
  page,
  desk,
  signInAs,
}) => {
  await signInAs(page, "requester");
  const mark = `Focus ${Date.now() % 100_000}`;
  for (let count = 0; count < 30; count += 1)
    await desk.simulator.mintRelation({ nickname: `${mark} ${String(count).padStart(2, "0")}` });
  await page.goto(`/matrix?${new URLSearchParams({ q: mark })}`);
  await expect.poll(() => rowCount(page), { timeout: 30_000 }).toBe(30);
  await expect(grid(page).getByText("Not read yet")).toHaveCount(0, { timeout: 30_000 });
  const of = (number: string) => cell(page, "FORBID_MANAGE_INVOICE", `${mark} ${number}`);
  await of("02").click();
  await expect(page.getByRole("region", { name: "Pending changes" })).toContainText("+1 restriction on 1 member");
  await page.keyboard.press("Space");
  await expect(page.getByRole("region", { name: "Pending changes" })).toHaveCount(0);
  await expect(of("02")).toBeFocused();

  await page.keyboard.press("Shift+Space");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByText("2 of 30 selected")).toBeVisible();
  await expect(page.getByRole("row", { selected: true })).toHaveCount(2);
  await head(page, "FORBID_MANAGE_INVOICE").click();
  await page.getByRole("dialog").getByRole("button", { name: "Tick for 2 members", exact: true }).click();
  await expect(page.getByRole("region", { name: "Pending changes" })).toContainText("+2 restrictions on 2 members");
  await expect(of("04")).not.toBeChecked();
  await expect(of("03")).toBeChecked();

  await of("05").focus();
  for (const key of ["Control+End", "PageUp", "Control+Home", "PageDown", "End"]) {
    await page.keyboard.press(key);
    expect(await isInSight(page), key).toBe(true);
  }
  await of("05").focus();
  await grid(page).evaluate((element) => element.parentElement?.scrollTo(0, 100_000));
  await expect(cell(page, "FORBID_MANAGE_INVOICE", `${mark} 29`)).toBeInViewport();
  await expect(of("05")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(of("06")).toBeFocused();
  expect(await isInSight(page)).toBe(true);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const key of ["Home", "ArrowRight", "ArrowRight", "End", "ArrowLeft", "PageDown", "PageUp"]) {
    await page.keyboard.press(key);
    expect(await isInSight(page), `${key} on a phone`).toBe(true);
  }
  await discard(page);
});
