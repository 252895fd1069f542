import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { openMinted, openWhenRead } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

/** Limits the viewer to an owner's members, or to nobody's. */
async function limit(admin: Page, owner: string | null): Promise<void> {
  await admin.goto("/people");
  const viewer = admin.getByRole("listitem").filter({ hasText: "Victor Okafor" });
  await viewer.getByText("Edit", { exact: true }).click();
  await viewer.getByRole("checkbox", { name: "Every member" }).setChecked(owner === null);
  if (owner !== null) await viewer.getByLabel("Owners").fill(owner);
  await viewer.getByRole("button", { name: "Save" }).click();
  await expect(viewer.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await expect(viewer.getByRole("definition").filter({ hasText: "Wei Chen" })).toHaveCount(owner === null ? 0 : 1);
}

test("who is limited to an owner sees that owner's members, on every page and by no way another; then all again", async ({
  page: viewer,
  desk,
  watch,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  watch.tolerate(/status of 404/);
  const [requester, admin] = [await openAs("requester"), await openAs("admin")];
  await signInAs(viewer, "viewer");
  const ours = await openMinted(requester, desk, { nickname: "Scope ours", name: "scope-ours" });
  const facts = requester.getByRole("region", { name: "Local facts" });
  await facts.getByRole("button", { name: "Edit local facts" }).click();
  await facts.getByLabel("Owner").fill("Wei Chen");
  await facts.getByRole("button", { name: "Save" }).click();
  await expect(facts).toContainText("Wei Chen");
  const theirs = await desk.simulator.mintRelation({ nickname: "Scope theirs", name: "scope-theirs" });
  await openWhenRead(viewer, theirs.relationId);
  await expect(viewer.getByRole("heading", { name: "Scope theirs" })).toBeVisible();

  await limit(admin, "Wei Chen");
  await expectAccessible(admin);

  expect((await viewer.reload())?.status()).toBe(404);
  expect((await viewer.request.get(`/api/relations/${theirs.relationId}`)).status()).toBe(404);
  await viewer.goto("/members");
  await expect(viewer.getByText("Your members: owner Wei Chen")).toBeVisible();
  await expect(viewer.getByText("1–1 of 1")).toBeVisible();
  await expect(viewer.getByRole("row").filter({ hasText: "Scope ours" })).toBeVisible();
  await expectAccessible(viewer);

  await viewer.getByRole("button", { name: "Export", exact: true }).click();
  const download = viewer.waitForEvent("download");
  await viewer.getByRole("button", { name: /^Export 1 row as CSV$/ }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file).toContain(ours.memberUid);
  expect(file).not.toContain(theirs.memberUid);

  const finder = viewer.getByRole("button", { name: "Find or go to (Ctrl K)" });
  await expect(finder).toHaveAttribute("aria-keyshortcuts", /Control\+K/);
  await finder.click();
  const palette = viewer.getByRole("dialog", { name: "Find or go to" });
  await expect(palette.getByRole("combobox", { name: "Member, page or act" })).toBeFocused();
  await viewer.keyboard.type("scope");
  await expect(palette.getByRole("option", { name: /^Scope ours/ })).toBeVisible();
  await expect(palette.getByRole("option", { name: /^Scope theirs/ })).toHaveCount(0);
  await viewer.keyboard.press("Escape");

  await viewer.goto("/matrix");
  await expect(viewer.getByText("Your members: owner Wei Chen")).toBeVisible();
  await expect(viewer.getByRole("rowheader", { name: /Scope ours/ })).toBeVisible();
  await expect(viewer.getByRole("rowheader", { name: /Scope theirs/ })).toHaveCount(0);

  await limit(admin, null);
  await viewer.goto(`/members/${theirs.relationId}`);
  await expect(viewer.getByRole("heading", { name: "Scope theirs" })).toBeVisible();
});
