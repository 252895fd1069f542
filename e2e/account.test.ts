import { expect, test } from "./fixtures/test";

test.describe("a key without rights", () => {
  test.use({ own: { settings: { ALIBABA_CLOUD_ACCESS_KEY_ID: "demo-norights" } } });

  test("is told as one, with upstream's code and RequestId", async ({ page, signInAs, expectAccessible }) => {
    await signInAs(page, "viewer");
    await page.goto("/members");
    await expect(page.getByText("The account cannot be used").first()).toBeVisible();
    await expect(page.getByText(/Forbidden\.RAM|NoPermission/).first()).toBeVisible();
    await expectAccessible(page);
  });
});

test.describe("another account's key", () => {
  test.use({ own: { settings: { LINKBOOK_ACCOUNT_UID: "1111111111111111" } } });

  test("is refused before anything is read with it", async ({ page, desk, signInAs }) => {
    await signInAs(page, "viewer");
    await page.goto("/members");
    await expect(page.getByText("The credentials belong to another account").first()).toBeVisible();
    const asked = await desk.simulator.journal({ event: "received" });
    expect(asked.map((it) => (it.event === "received" ? it.operation : ""))).not.toContain("QueryRelationList");
  });
});

test.describe("a healthy answer without members", () => {
  test.use({ own: { settings: { LINKBOOK_LIST_EVERY: "500ms" } } });

  test("is a picture of its own once the list says so twice, and says how to tell", async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "viewer");
    await desk.simulator.faults({ kind: "empty_list", operation: "QueryRelationList" });
    await page.goto("/members");
    await expect(page.getByText("The answer was healthy and complete; it is empty.")).toBeVisible({ timeout: 20_000 });
    await expectAccessible(page);
  });
});
