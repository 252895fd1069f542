import type { Page } from "@playwright/test";
import { OidcProvider } from "./fixtures/oidc-provider";
import { emailOf, password } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test.use({ own: { members: 12 } });

const roles = "finance=requester,auditors=auditor,desk=administrator";
const go = (page: Page) => page.getByRole("button", { name: "Sign in with Example Corp" }).click();
const heldRoles = async (page: Page) => {
  await page.getByRole("button", { name: /account menu/ }).click();
  return page.getByRole("dialog", { name: /account menu/ });
};

async function signOut(page: Page): Promise<void> {
  await page
    .getByRole("dialog", { name: /account menu/ })
    .getByRole("button", { name: "Sign out" })
    .click();
}

test("a company's people sign in there; their groups decide what they may, each time anew", async ({
  desk,
  page,
  watch,
  openAs,
  expectAccessible,
}) => {
  test.setTimeout(120_000);
  const company = await OidcProvider.start(desk.url);
  const mia = { email: "mia@corp.example", email_verified: true, name: "Mia Chen", groups: ["finance", "everybody"] };
  await company.employ({
    mia,
    noah: { email: "noah@corp.example", name: "Noah", groups: ["everybody"] },
    eve: { email: emailOf("admin"), email_verified: true, name: "Eve", groups: ["desk"] },
    zoe: { email: "zoe@corp.example", name: "Zoe", groups: ["desk", "finance"] },
  });
  await desk.restart(company.settings(roles));

  await test.step("in, with the roles of the groups, and back to where one was going", async () => {
    await page.goto("/changes");
    await expectAccessible(page);
    await go(page);
    await company.signIn(page, "mia");
    await expect(page).toHaveURL(/\/changes$/);
    const menu = await heldRoles(page);
    await expect(menu).toContainText("Mia Chen");
    await expect(menu).toContainText("mia@corp.example");
    await expect(menu).toContainText("Requester");
    await menu.getByRole("link", { name: "Your account" }).click();
    await expect(page.getByText("You sign in with your company.")).toBeVisible();
    await expect(page.getByRole("row", { name: /This one/ })).toContainText("Single sign-on");
    await expectAccessible(page);
  });

  await test.step("a fresh round there, not the company's memory, confirms that it is them", async () => {
    await page.goto("/account/confirm?next=/matrix");
    await page.getByRole("button", { name: "Sign in with Example Corp again" }).click();
    await company.signIn(page, "mia");
    await expect(page).toHaveURL(/\/matrix$/);
    await page.goto("/account/confirm?next=/matrix");
    await expect(page.getByText("You have confirmed that it is you.")).toBeVisible();
  });

  await test.step("out, at the desk and at the company", async () => {
    await heldRoles(page);
    await signOut(page);
    await page.getByRole("button", { name: "Yes" }).click();
    await expect(page.getByText("You are signed out.")).toBeVisible();
  });

  await test.step("other groups, other roles at the next sign-in, and the log has both", async () => {
    await company.employ({ mia: { ...mia, groups: ["auditors"] } });
    await go(page);
    await company.signIn(page, "mia");
    await expect(await heldRoles(page)).toContainText("Auditor");
    await page.goto("/audit");
    const row = page.getByRole("row").filter({ hasText: "Roles changed by groups" });
    await expect(row).toHaveCount(1);
  });

  await test.step("a group that gives nothing is not let in, and takes the roles of an open session", async () => {
    await company.employ({ mia: { ...mia, groups: ["everybody"] } });
    const open = await page.context().cookies(desk.url);
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await go(page);
    await company.signIn(page, "mia");
    await expect(page.getByRole("main").getByRole("alert")).toContainText("You have no role here yet.");
    await expectAccessible(page);
    await page.goto("/members");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await page.context().addCookies(open);
    watch.tolerate(/status of 403/);
    await page.goto("/members");
    await expect(page.getByRole("main")).toContainText("You do not have the right");
  });

  await test.step("strangers without a role, with an address of somebody here, with too much, are refused", async () => {
    const refused = async (login: string, words: string) => {
      await page.context().clearCookies();
      await page.goto("/sign-in");
      await go(page);
      await company.signIn(page, login);
      await expect(page.getByRole("main").getByRole("alert")).toContainText(words);
    };
    await company.employ({
      noah: { email: "noah@corp.example", name: "Noah", groups: ["everybody"] },
      eve: { email: emailOf("admin"), email_verified: true, name: "Eve", groups: ["desk"] },
      zoe: { email: "zoe@corp.example", name: "Zoe", groups: ["desk", "finance"] },
      lea: { email: "lea@corp.example", email_verified: false, name: "Lea", groups: ["finance"] },
    });
    await refused("noah", "You have no role here yet.");
    await refused("eve", "Somebody with your email is here already");
    await refused("zoe", "roles that one person may not hold together");
    await refused("lea", "your email has not been verified");
    await refused("nobody", "Signing in with Example Corp did not work.");
    const admin = await openAs("admin");
    await admin.goto("/audit");
    await expect(admin.getByRole("row").filter({ hasText: "Sign in" }).filter({ hasText: "Denied" })).toHaveCount(5);
  });

  await test.step("with the company's sign-in down, the page says so and a password still opens the door", async () => {
    await company.end();
    await page.context().clearCookies();
    await page.goto("/sign-in");
    await go(page);
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Example Corp cannot be reached now.");
    await page.getByLabel("Email").fill(emailOf("admin"));
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  });
  expect(desk.log).not.toMatch(/corp\.example|a secret of the client|eyJ/);
});
