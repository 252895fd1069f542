import type { Page } from "@playwright/test";
import { expectOutcome, linkAccount } from "./fixtures/account-steps";
import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const looks = [
  { theme: "light", locale: "en" },
  { theme: "dark", locale: "zh-CN" },
] as const;
type Look = (typeof looks)[number];

async function wear(page: Page, { theme, locale }: Look, url: string): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.context().addCookies([{ name: "linkbook_locale", value: locale, url }]);
}

/** Opens each page in the wanted look, as wide as a desk and as narrow as a phone. */
async function look(
  page: Page,
  { locale }: Look,
  paths: readonly string[],
  expectAccessible: (page: Page) => Promise<void>,
): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", locale);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await expect.poll(overflow, { message: `${path} does not scroll sideways` }).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await page.setViewportSize({ width: 1280, height: 720 });
  }
}

for (const wanted of looks) {
  const { theme, locale } = wanted;
  test(`every page about members is accessible in ${theme}, ${locale}, and fits a phone`, async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "requester");
    const { relationId } = await openMinted(page, desk, {
      codes: ["CHECK_FINANCE_INFO"],
      unmapped: ["allow_view_something"],
    });
    await signInAs(page, "admin");
    await wear(page, wanted, desk.url);
    await look(page, wanted, ["/attention", "/members", "/matrix", `/members/${relationId}`], expectAccessible);
  });

  test(`every page about the desk is accessible in ${theme}, ${locale}, and fits a phone`, async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "admin");
    await wear(page, wanted, desk.url);
    await look(
      page,
      wanted,
      ["/changes", "/approvals", "/people", "/audit", "/settings", "/account", "/account/confirm"],
      expectAccessible,
    );
  });

  test(`every page about sweeps is accessible in ${theme}, ${locale}, and fits a phone`, async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "viewer");
    await page.goto("/members");
    const certificate = page.getByRole("region", { name: "Sweep" }).getByRole("link", { name: "Certificate" });
    const sweep = new URL((await certificate.getAttribute("href")) ?? "", desk.url).pathname;
    await wear(page, wanted, desk.url);
    await look(page, wanted, ["/sweeps", sweep], expectAccessible);
  });

  test(`every page about accounts is accessible in ${theme}, ${locale}, and fits a phone`, async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "requester");
    await linkAccount(page, (await desk.simulator.mintAccount()).uid);
    await expectOutcome(page, "Verified");
    const operation = new URL(page.url()).pathname;
    await wear(page, wanted, desk.url);
    await look(
      page,
      wanted,
      ["/members/new", "/members/link", "/members/import", "/operations", operation],
      expectAccessible,
    );
  });
}
