import {
  createAccount,
  expectOutcome,
  fillNewAccount,
  nextAction,
  received,
  replay,
  resultOf,
} from "./fixtures/account-steps";
import { expect, test } from "./fixtures/test";

let number = 0;
/** An address that nobody else of this run uses, at the domain that the simulated service takes. */
const freshEmail = () => `finance-${process.pid}-${number++}@members.demo.example`;

test.beforeEach(async ({ page, signInAs }) => signInAs(page, "requester"));

test("an account is created with all nine fields, found by a read, and shown with its UID, type and role", async ({
  page,
  desk,
  openAs,
  expectAccessible,
}) => {
  const email = freshEmail();
  const since = await desk.simulator.lastSeq();
  await page.goto("/members");
  await page.getByRole("link", { name: "Create member account" }).click();
  await expect(page.getByText("There is no undo.")).toBeVisible();
  await expectAccessible(page);
  await fillNewAccount(page, email);
  await page.getByRole("button", { name: "Create 1 account" }).click();

  await expectOutcome(page, "Verified");
  const created = (await desk.simulator.accounts({ loginEmail: email }))[0];
  expect(created?.origin).toBe("created");
  await expect(resultOf(page)).toContainText(created?.uid ?? "no account");
  await expect(resultOf(page)).toContainText(desk.simulator.payerUid);
  await expect(resultOf(page)).toContainText("FINACE_CLOUD");
  await expect(resultOf(page)).toContainText("RAM role");
  await expectAccessible(page);

  const calls = await received(desk.simulator, "CreateAgAccount", since);
  expect(calls).toHaveLength(1);
  // The journal keeps the first letter of a name.
  expect(calls[0]?.params).toMatchObject({
    AccountAttr: "1",
    EnterpriseName: "蓝***",
    FirstName: "W***",
    LastName: "L***",
    NationCode: "CN",
    ProvinceName: "Zhejiang",
    CityName: "Hangzhou",
    Postcode: "310000",
  });

  // The address is for those who may create; it is in no title, no address and no log.
  await expect(page.getByText(email)).toBeVisible();
  expect(await page.title()).not.toContain("@");
  expect(page.url()).not.toContain("@");
  const viewer = await openAs("viewer");
  await viewer.goto(page.url());
  await expect(viewer.getByText("f***@m***.example")).toBeVisible();
  expect(await viewer.content()).not.toContain(email);
  expect(await viewer.content()).not.toContain("蓝港贸易");
  await viewer.goto("/operations");
  await expect(viewer.getByRole("row").filter({ hasText: "Create member account" }).first()).toContainText("Verified");
  expect(await viewer.content()).not.toContain(email);
  await expectAccessible(viewer);
  expect(desk.log).not.toContain(email);
});

test("what is missing or wrong is said beside its field, nothing typed is lost, and nothing is sent", async ({
  page,
  desk,
  expectAccessible,
}) => {
  const since = await desk.simulator.lastSeq();
  await page.goto("/members/new");
  await fillNewAccount(page, "not an address");
  await page.getByLabel("Enterprise name").fill("");
  await page.getByLabel("Last name").fill("长".repeat(65));
  await page.getByLabel("Type the login email again").fill("another one");
  await page.getByRole("button", { name: "Create 1 account" }).click();
  for (const sentence of [
    "Enter a full email address.",
    "An enterprise needs its name.",
    "Shorten it to 64 characters.",
    "It differs from the login email above.",
  ])
    await expect(page.getByText(sentence)).toBeVisible();
  await expect(page.getByLabel("Login email LoginEmail")).toBeFocused();
  await expectAccessible(page);
  await expect(page.getByLabel("First name")).toHaveValue("Wei");
  await expect(page.getByLabel("Reason")).toHaveValue("a new subsidiary");

  // Another attribute goes out as typed, and then no name of an enterprise is needed.
  await page.getByRole("radio", { name: "Other value, as typed" }).check();
  await page.getByLabel("Other value", { exact: true }).fill("0");
  await page.getByRole("button", { name: "Create 1 account" }).click();
  await expect(page.getByText("An enterprise needs its name.")).toHaveCount(0);
  expect(await received(desk.simulator, "CreateAgAccount", since)).toEqual([]);
});

test("an address in use is a refusal in words, although the answer says Success", async ({ page, desk }) => {
  const email = freshEmail();
  await desk.simulator.mintAccount({ loginEmail: email });
  await createAccount(page, email);
  await expectOutcome(page, "Refused");
  await expect(resultOf(page)).toContainText("It is a refusal, even where the answer says Success.");
  await expect(resultOf(page)).toContainText("LOGIN_EMAIL_HAS_BEEN_USED");
});

test("a domain that is not approved, and a quota that is used up, are refusals in words", async ({ page, desk }) => {
  await createAccount(page, "finance@elsewhere.example");
  await expectOutcome(page, "Refused");
  await expect(resultOf(page)).toContainText("is not the one that Alibaba Cloud has approved");
  await expect(resultOf(page)).toContainText("EMAIL_DOMAIN_NOT_AUTHORIZED");

  await desk.simulator.switches({ createQuota: 0 });
  await createAccount(page, freshEmail());
  await expectOutcome(page, "Refused");
  await expect(resultOf(page)).toContainText("has created as many accounts as it may");
  await expect(resultOf(page)).toContainText("OVER_MA_CREATE_ACCOUNT_QUOTA_LIMIT");
});

test("a create without a clear answer locks its address until somebody records what the console shows", async ({
  page,
  desk,
  openAs,
  expectAccessible,
}) => {
  const email = freshEmail();
  const since = await desk.simulator.lastSeq();
  await desk.simulator.faults({ kind: "reset_after", operation: "CreateAgAccount" });
  await createAccount(page, email);
  await expectOutcome(page, "Not confirmed");
  await expect(page.getByText("Locked", { exact: true })).toBeVisible();
  await expect(resultOf(page)).toContainText("It is not sent again.");
  await expect(resultOf(page)).toContainText("The connection broke before the answer was whole.");
  await expectAccessible(page);
  const locked = page.url();
  await desk.simulator.clearFaults();

  await createAccount(page, email);
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "An earlier create with this LoginEmail is not settled",
  );
  await expect(page.getByLabel("Login email LoginEmail")).toHaveValue(email);
  expect(await received(desk.simulator, "CreateAgAccount", since)).toHaveLength(1);

  const viewer = await openAs("viewer");
  await viewer.goto(locked);
  await expect(viewer.getByText("Only those who may create accounts can record it.")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Record it" })).toHaveCount(0);

  await page.goto(locked);
  const panel = page.getByRole("region", { name: "Record what the console shows" });
  await panel.getByRole("button", { name: "Record it" }).click();
  await expect(panel.getByText("Choose what the console shows.")).toBeVisible();
  await panel.getByRole("radio", { name: "The account was created" }).check();
  const [account] = await desk.simulator.accounts({ loginEmail: email });
  await panel.getByLabel("UID of the new account").fill(account?.uid ?? "no account");
  await panel.getByLabel("Note").fill("Account Linking lists it.");
  await expectAccessible(page);
  const action = nextAction(page);
  await panel.getByRole("button", { name: "Record it" }).click();
  await expectOutcome(page, "Recorded: created");
  await expect(panel).toHaveCount(0);
  await expect(resultOf(page)).toContainText(account?.uid ?? "no account");
  await expect(page.getByText("Account Linking lists it.")).toBeVisible();
  expect(await (await replay(viewer, await action, desk.url)).text()).toContain('"forbidden"');
});

test("an answer in lower-case keys proves nothing; recorded as not created, the address is free again", async ({
  page,
  desk,
}) => {
  const email = freshEmail();
  await desk.simulator.switches({ createAnswer: "lower_case_keys" });
  await desk.simulator.faults({ kind: "lying_success", operation: "CreateAgAccount", times: 1 });
  await createAccount(page, email);
  await expectOutcome(page, "Not confirmed");
  await expect(resultOf(page)).toContainText("The answer came in an older form (lower-case keys)");
  const panel = page.getByRole("region", { name: "Record what the console shows" });
  await panel.getByRole("radio", { name: "The account was not created" }).check();
  await panel.getByLabel("Note").fill("Not in the list.");
  await panel.getByRole("button", { name: "Record it" }).click();
  await expectOutcome(page, "Recorded: not created");

  await desk.simulator.switches({ createAnswer: "exact" });
  await createAccount(page, email);
  await expectOutcome(page, "Verified");
});

test("a viewer has no form, and the requester's request with the viewer's cookie is denied and logged", async ({
  page,
  desk,
  openAs,
  expectAccessible,
}) => {
  // Upstream refuses the address, so that the request sent again would find it free.
  const email = "finance@nobody-elsewhere.example";
  const since = await desk.simulator.lastSeq();
  await page.goto("/members/new");
  await fillNewAccount(page, email);
  const action = nextAction(page);
  await page.getByRole("button", { name: "Create 1 account" }).click();
  const sent = await action;
  await expectOutcome(page, "Refused");

  const viewer = await openAs("viewer");
  await viewer.goto("/members");
  await expect(viewer.getByRole("link", { name: "Create member account" })).toHaveCount(0);
  await viewer.goto("/members/new");
  await expect(viewer.getByText("You do not have the right to do this: it needs the role Requester.")).toBeVisible();
  await expect(viewer.getByRole("textbox")).toHaveCount(0);
  await expectAccessible(viewer);
  expect(await (await replay(viewer, sent, desk.url)).text()).toContain('"forbidden"');

  const auditor = await openAs("auditor");
  await auditor.goto("/audit");
  const entry = auditor.getByRole("row").filter({ hasText: "viewer@demo.example" }).first();
  await expect(entry).toContainText("Create a member account");
  await expect(entry).toContainText("Denied");
  expect(await auditor.content()).not.toContain(email);

  expect(await received(desk.simulator, "CreateAgAccount", since)).toHaveLength(1);
});

test.describe("an account that is no reseller", () => {
  test.use({ own: { switches: { reseller: false } } });

  test("is told so, and the form says so until it is tried again", async ({ page, desk, expectAccessible }) => {
    const email = freshEmail();
    await createAccount(page, email);
    await expectOutcome(page, "Refused");
    await expect(resultOf(page)).toContainText("only reseller (VNO) main accounts may");
    await expect(resultOf(page)).toContainText("NOT_AUTHORIZED");

    await page.goto("/members/new");
    await expect(page.getByText("Alibaba Cloud refused this when it was last tried")).toBeVisible();
    await expect(page.getByText("NOT_AUTHORIZED")).toBeVisible();
    await expectAccessible(page);
    await fillNewAccount(page, email);
    await page.getByRole("button", { name: "Create 1 account" }).click();
    await expect(page.getByText("Tick this box to send it in spite of the last refusal.")).toBeVisible();
    await expect(page.getByRole("checkbox", { name: "Try again anyway" })).toBeFocused();
    expect(await received(desk.simulator, "CreateAgAccount")).toHaveLength(1);

    await desk.simulator.switches({ reseller: true });
    await page.getByRole("checkbox", { name: "Try again anyway" }).check();
    await page.getByRole("button", { name: "Create 1 account" }).click();
    await expectOutcome(page, "Verified");
    await page.goto("/members/new");
    await expect(page.getByText("Alibaba Cloud refused this when it was last tried")).toHaveCount(0);
  });
});

test.describe("while writes are paused", () => {
  test.use({ own: {} });

  test("a create waits, and can be stopped before anything is sent", async ({ page, desk, openAs }) => {
    await page.goto("/members/new");
    await page.getByRole("button", { name: "Pause writes" }).click();
    await expect(page.getByText("Writes are paused: it waits, 24 hours at most.")).toBeVisible();
    await fillNewAccount(page, freshEmail());
    await page.getByRole("button", { name: "Create 1 account" }).click();
    await expectOutcome(page, "Queued");
    await expect(resultOf(page)).toContainText("Writes are paused");

    const viewer = await openAs("viewer");
    await viewer.goto(page.url());
    await expect(viewer.getByRole("button", { name: "Stop" })).toHaveCount(0);
    const action = nextAction(page);
    await page.getByRole("button", { name: "Stop" }).click();
    await expectOutcome(page, "Not sent");
    await expect(resultOf(page)).toContainText("Nothing was sent: stopped before it was sent.");
    expect(await (await replay(viewer, await action, desk.url)).text()).toContain('"forbidden"');
    expect(await received(desk.simulator, "CreateAgAccount")).toEqual([]);
  });
});
