import { expectOutcome, linkAccount } from "./fixtures/account-steps";
import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const looks = [
  { theme: "light", locale: "en" },
  { theme: "dark", locale: "zh-CN" },
] as const;

for (const { theme, locale } of looks)
  test(`every page is accessible in ${theme}, ${locale}, and fits a phone`, async ({
    page,
    desk,
    signInAs,
    expectAccessible,
  }) => {
    await signInAs(page, "requester");
    const relation = await openMinted(page, desk, {
      codes: ["CHECK_FINANCE_INFO"],
      unmapped: ["allow_view_something"],
    });
    await linkAccount(page, (await desk.simulator.mintAccount()).uid);
    await expectOutcome(page, "Verified");
    const operation = new URL(page.url()).pathname;
    await page.emulateMedia({ colorScheme: theme });
    await page.context().addCookies([{ name: "linkbook_locale", value: locale, url: desk.url }]);
    const requesters = ["/members/new", "/members/link", "/operations", operation];
    const administrators = ["/members", `/members/${relation.relationId}`, "/changes", "/audit", "/settings"];
    for (const path of [...requesters, ...administrators]) {
      if (path === administrators[0]) await signInAs(page, "admin");
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
  });
