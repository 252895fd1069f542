import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test("who owns a member is written on its page, for many at once and from a file, and nothing typed is lost", async ({
  page,
  desk,
  signInAs,
  openAs,
  expectAccessible,
}) => {
  await signInAs(page, "requester");
  const one = await openMinted(page, desk, { nickname: "Facts one", name: "local-facts-1" });
  const facts = page.getByRole("region", { name: "Local facts" });
  const admin = await openAs("admin");
  await admin.goto(page.url());
  const others = admin.getByRole("region", { name: "Local facts" });
  await others.getByRole("button", { name: "Edit local facts" }).click();
  await others.getByLabel("Owner").fill("Grace Hopper");

  await facts.getByRole("button", { name: "Edit local facts" }).click();
  await facts.getByLabel("Owner").fill("Ada Lovelace");
  await facts.getByLabel("Cost centre").fill("CC-42");
  await facts.getByLabel("Tags").fill("Prod, EU");
  await facts.getByLabel("Note").fill("Call her first.");
  await expectAccessible(page);
  await facts.getByRole("button", { name: "Save" }).click();
  await expect(facts.getByRole("button", { name: "Edit local facts" })).toBeFocused();
  await expect(facts).toContainText("Ada Lovelace");
  await expect(facts).toContainText("euprod");

  await others.getByRole("button", { name: "Save" }).click();
  const conflict = others.getByRole("alert").filter({ hasText: "Somebody else has edited" });
  await expect(conflict).toContainText("Ada Lovelace");
  await expect(others.getByLabel("Owner")).toHaveValue("Grace Hopper");
  await expectAccessible(admin);
  await others.getByRole("button", { name: "Take what is stored" }).click();
  await others.getByLabel("Owner").fill("Grace Hopper");
  await others.getByRole("button", { name: "Save" }).click();
  await expect(others.getByRole("button", { name: "Edit local facts" })).toBeVisible();
  await expect(others).toContainText("Grace Hopper");
  await expect(others).toContainText("Call her first.");

  const two = await openMinted(page, desk, { nickname: "Facts two", name: "local-facts-2" });
  await page.goto("/members?q=local-facts-");
  await expect(page.getByText("1–2 of 2")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select Facts two" }).check();
  await page.getByRole("button", { name: "Set owner" }).click();
  const dialog = page.getByRole("dialog", { name: "Owner, cost centre, tags" });
  await dialog.getByLabel("Owner: new value").fill("Grace Hopper");
  await dialog.getByLabel("Add tags").fill("eu");
  await dialog.getByRole("radio", { name: "All 2 relations of this view" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save for 2 members" }).click();
  await expect(dialog.getByRole("status")).toContainText("1 member was changed.");
  await expect(dialog.getByRole("status")).toContainText("1 was so already.");
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await page.getByRole("button", { name: "Clear selection" }).click();
  await page.getByRole("button", { name: "Owner and tags" }).click();
  await page
    .getByRole("textbox", { name: "Tag", exact: true })
    .or(page.getByRole("combobox", { name: "Tag" }))
    .fill("PROD");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await expect(page).toHaveURL(/tag=prod/);
  await expect(page.getByText("1–1 of 1")).toBeVisible();
  await expect(page.getByRole("row", { name: /Facts one/ })).toBeVisible();
  await page.goto("/members?q=local-facts-&unowned=1");
  await expect(page.getByText("No member matches")).toBeVisible();
  await page.getByRole("button", { name: /without an owner$/, pressed: true }).click();
  await expect(page.getByText("1–2 of 2")).toBeVisible();

  await page.getByRole("link", { name: "Import" }).click();
  await page.getByRole("radio", { name: "Owners, cost centres, tags, notes" }).check();
  const rows = [
    ["uid", "cost_centre", "owner"],
    [two.memberUid, "CC-7", ""],
    [one.memberUid, "CC-42", "Grace Hopper"],
    ["42", "CC-9", "Nobody"],
    [two.memberUid.replace(/...$/, "E+18"), "", "=1+1"],
  ];
  const buffer = Buffer.from(rows.map((cells) => cells.join(",")).join("\r\n"));
  await page.getByLabel("CSV file").setInputFiles({ name: "owners.csv", mimeType: "text/csv", buffer });
  const proposal = page.getByRole("region", { name: "What owners.csv would change" });
  await expect(proposal.getByRole("row", { name: /Facts two/ })).toContainText("Grace Hopper");
  await expect(proposal).toContainText("1 so already");
  await expect(proposal).toContainText("2 rows were not understood");
  await expectAccessible(page);
  await proposal.getByRole("button", { name: "Save for 1 member" }).click();
  await expect(page.getByText("The facts of 1 member were saved")).toBeVisible();

  const viewer = await openAs("viewer");
  await viewer.goto(`/members/${two.relationId}`);
  const seen = viewer.getByRole("region", { name: "Local facts" });
  await expect(seen).toContainText("CC-7");
  await expect(seen).not.toContainText("Grace Hopper");
  await expect(seen.getByRole("button")).toHaveCount(0);
});
