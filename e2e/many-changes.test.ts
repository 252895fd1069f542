import { readFile } from "node:fs/promises";
import { apply, receiptOf } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const code = "FORBID_WITHDRAW_CASH";
const many = 300;

test.describe("three hundred changes on three hundred relations", () => {
  test.use({ own: { settings: { LINKBOOK_RATE: "200" } } });

  test("each ends in its own receipt: 295 verified, 5 refused, and upstream saw one effect of each", async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    test.setTimeout(180_000);
    await signInAs(page, "requester");
    const { simulator } = desk;
    const relations = await Promise.all(
      Array.from({ length: many }, (_, index) => simulator.mintRelation({ nickname: `Bulk ${index + 1}` })),
    );
    const ids = relations.map(({ relationId }) => relationId);
    const throttled = ids.slice(0, 12);
    const refused = ids.slice(12, 17);
    const cutOff = ids.slice(17, 20);
    const on = { operation: "ModifyAccountRelation" } as const;
    for (const relationId of throttled)
      await simulator.faults({ ...on, kind: "throttle", relationId, times: 2, retryAfterMs: 100 });
    for (const relationId of refused)
      await simulator.faults({ ...on, kind: "refuse", relationId, code: "NotAuthorized", status: 403 });
    for (const relationId of cutOff) await simulator.faults({ ...on, kind: "reset_after", relationId, times: 1 });

    const unread = async () => {
      const answer = await page.request.get("/api/members?q=Bulk&size=200&page=2&sort=-checked");
      const { rows, matching }: { rows: { checkedAt: string | null }[]; matching: number } = await answer.json();
      return matching === many ? rows.filter(({ checkedAt }) => checkedAt === null).length : many;
    };
    await expect.poll(unread, { timeout: 60_000 }).toBe(0);
    await page.goto("/members?q=Bulk&size=200");
    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await page.getByRole("button", { name: `Select all ${many} relations that match` }).click();
    await expect(page.getByText(`${many} selected of ${many} relations`)).toBeVisible();
    await page.getByRole("button", { name: "Change permissions" }).click();
    const dialog = page.getByRole("dialog", { name: "Change permissions" });
    await dialog.getByLabel("Forbid withdrawing the balance").selectOption("Forbidden");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Add to the pending changes" }).click();
    await expect(dialog.getByRole("status")).toContainText("300 are among the pending changes now");
    await dialog.getByRole("button", { name: "Close" }).first().click();
    const pending = page.getByRole("region", { name: "Pending changes" });
    await expect(pending).toContainText("+300 restrictions on 300 members");

    await pending.getByRole("button", { name: "Review changes" }).click();
    const review = page.getByRole("dialog", { name: "Review changes" });
    await expect(review.getByRole("list", { name: "In all" })).toContainText("300 members");
    await review.getByRole("button", { name: "Show 100 more" }).click();
    await expect(review).toContainText("200 shown, 100 more");
    await expectAccessible(page);
    await review.getByRole("button", { name: "Back" }).click();
    await apply(page, "agreed with every member");

    const receipts = page.getByRole("region", { name: "Receipts" });
    await expect(receipts).toContainText(/300 changes\s*295\s*Verified\s*5\s*Refused/, { timeout: 90_000 });
    await expect(page.getByText("Settled", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Retry/ })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Undo 295 changes" })).toBeVisible();
    await receipts.getByLabel("Show").selectOption("Refused (5)");
    await expect(receiptOf(page, code)).toHaveCount(5);
    await expectAccessible(page);

    const effects = await simulator.journal({ event: "effect" });
    const changed = effects.filter(({ verb }) => verb === "ADD").map(({ relationId }) => relationId);
    expect(changed.toSorted()).toEqual(ids.filter((id) => !refused.includes(id)).toSorted());
    const sent = await simulator.journal({ event: "received", operation: "ModifyAccountRelation" });
    const sentFor = (id: string) => sent.filter(({ relationId }) => relationId === id).length;
    expect(throttled.map(sentFor)).toEqual(throttled.map(() => 3));
    expect(cutOff.map(sentFor)).toEqual(cutOff.map(() => 1));

    await receipts.getByRole("button", { name: "Export receipts" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /CSV/ }).click(),
    ]);
    const file = await readFile(await download.path(), "utf8");
    for (const id of ids) expect(file).toContain(`"${id}"`);
    expect(file.match(/"verified"/g)).toHaveLength(295);
    expect(file.match(/"refused"/g)?.length).toBeGreaterThanOrEqual(5);
  });
});
