import { apply, openMinted, receiptOf, want } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

test.use({ own: {} });

test("killed between sending and the answer: nothing is sent again, and the receipt settles", async ({
  page,
  desk,
  watch,
  signInAs,
}) => {
  // While the app is away the open page cannot reach it.
  watch.tolerate(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED/);
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "hold",
    gate: "the answer",
    when: "after",
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  const since = await desk.simulator.lastSeq();
  await apply(page);
  await desk.simulator.event("effect", { relationId: relation.relationId, sinceSeq: since });
  await desk.kill();
  await desk.simulator.release("the answer");
  await desk.start();
  await page.reload();
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Verified", { timeout: 20_000 });
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});

test("killed while a change without effect is not confirmed: it settles afterwards, and is not sent again", async ({
  page,
  desk,
  watch,
  signInAs,
}) => {
  watch.tolerate(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED/);
  await signInAs(page, "requester");
  const relation = await openMinted(page, desk);
  await desk.simulator.faults({
    kind: "reset_before",
    operation: "ModifyAccountRelation",
    relationId: relation.relationId,
    times: 1,
  });
  await want(page, "FORBID_WITHDRAW_CASH", true);
  await apply(page);
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("Not confirmed");
  await desk.restart();
  await page.reload();
  await expect(receiptOf(page, "FORBID_WITHDRAW_CASH")).toContainText("No effect", { timeout: 25_000 });
  expect(await desk.simulator.writes(relation.relationId)).toEqual(["ADD FORBID_WITHDRAW_CASH"]);
});
