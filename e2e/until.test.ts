import { box, openMinted, receiptOf } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

/** The next full minute that leaves time to apply something before it, as UTC milliseconds. */
const nextMinute = () => Math.ceil((Date.now() + 12_000) / 60_000) * 60_000;
/** As a clock field in the browser's zone (Asia/Shanghai) takes it. */
const local = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);

test("a ban that is lifted until a moment in a downtime is set again at the start, which says how late", async ({
  page,
  desk,
  signInAs,
}) => {
  // It waits for a real minute to pass.
  test.setTimeout(150_000);
  await signInAs(page, "requester");
  const { relationId } = await openMinted(page, desk, { codes: ["FORBID_WITHDRAW_CASH"] });
  await box(page, "FORBID_WITHDRAW_CASH").uncheck();
  const until = nextMinute();
  await page.getByRole("region", { name: "Pending changes" }).getByRole("button", { name: "Review changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Review changes" });
  await dialog.getByLabel("Reason").fill("a withdrawal that was agreed");
  await dialog.getByText("Set an end").click();
  await dialog.getByLabel("Ends").fill(local(until));
  await dialog.getByRole("button", { name: "Apply changes" }).click();
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  await expect(page.getByText("1 to come")).toBeVisible();
  const set = page.url();
  await page.goto("about:blank");

  await desk.kill();
  await expect.poll(() => Date.now(), { timeout: 80_000, message: "the moment has passed" }).toBeGreaterThan(until);
  expect(await desk.simulator.writes(relationId)).toEqual(["DELETE FORBID_WITHDRAW_CASH"]);
  await desk.start();

  await expect
    .poll(() => desk.simulator.writes(relationId), { timeout: 20_000 })
    .toEqual(["DELETE FORBID_WITHDRAW_CASH", "ADD FORBID_WITHDRAW_CASH"]);
  await page.goto(set);
  await expect(page.getByText("1 reversed in a change set of their own")).toBeVisible();
  await page.goto("/changes");
  await page.getByRole("table", { name: "Change sets" }).getByRole("link").first().click();
  await expect(page.getByText(/asked for \d+ seconds? after its moment/)).toBeVisible();
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified");
  expect((await desk.simulator.relation(relationId)).codes).toEqual(["FORBID_WITHDRAW_CASH"]);
});
