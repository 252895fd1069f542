import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { emailOf, password } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test.use({ own: { members: 12 } });

/** What an authenticator app shows: now, or some steps of thirty seconds later. */
const codeOf = (secret: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });

const alert = (page: Page) => page.getByRole("main").getByRole("alert");

async function byPassword(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(emailOf("viewer"));
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function byCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Go on" }).click();
}

test("a second step: turned on with the password and a code, asked for, replaced by a recovery code, turned off", async ({
  desk,
  page,
  openAs,
  expectAccessible,
}) => {
  await byPassword(page);
  await page.waitForURL(/members|attention/);
  await page.goto("/account");
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("This password is not right.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("img", { name: "QR code with the key" })).toBeVisible();
  await expectAccessible(page);
  const secret = (await page.locator("code").innerText()).replace(/\s/g, "");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Turn the second step on" }).click();
  await expect(page.getByText("This code is not right")).toBeVisible();
  const first = codeOf(secret);
  await page.getByLabel("Code", { exact: true }).fill(first);
  await page.getByRole("button", { name: "Turn the second step on" }).click();
  const codes = page.getByRole("listitem").filter({ hasText: /^[0-9A-Z]{5}-[0-9A-Z]{5}$/ });
  await expect(codes).toHaveCount(10);
  const [recovery = "", another = "", third = ""] = await codes.allInnerTexts();
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();

  const other = await openAs("viewer");
  await other.goto("/account/confirm?next=/account");
  await expectAccessible(other);
  await other.getByLabel("Password", { exact: true }).fill(password);
  await other.getByLabel("Code", { exact: true }).fill("000000");
  await other.getByRole("button", { name: "Confirm" }).click();
  await expect(other.getByText("This code is not right")).toBeVisible();
  await other.getByLabel("Code", { exact: true }).fill(third);
  await other.getByRole("button", { name: "Confirm" }).click();
  await expect(other).toHaveURL(/\/account$/);
  await expect(other.getByRole("row", { name: /Chrome/ })).toHaveCount(1);
  await page.reload();
  await page.getByRole("button", { name: "End all others" }).click();
  await expect(page.getByRole("button", { name: "End all others" })).toHaveCount(0);
  await other.goto("/account");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await page.context().clearCookies();
  await byPassword(page);
  await expect(page.getByRole("heading", { name: "Second step" })).toBeVisible();
  await expectAccessible(page);
  await byCode(page, first);
  await expect(alert(page)).toContainText("was used before");
  await page.goto("/members");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await byPassword(page);
  await byCode(page, codeOf(secret, 1));
  await page.waitForURL(/members|attention/);

  await page.context().clearCookies();
  await byPassword(page);
  await byCode(page, recovery.toLowerCase());
  await page.waitForURL(/members|attention/);
  await page.goto("/account");
  await expect(page.getByText("8 recovery codes are left.")).toBeVisible();
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Code", { exact: true }).fill(another);
  await page.getByRole("button", { name: "Turn the second step off" }).click();
  await expect(page.getByText("The second step is off.")).toBeVisible();
  expect(desk.log).not.toContain(secret);
});
