import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { openMinted } from "./fixtures/steps";
import { expect, test } from "./fixtures/test";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const certificate = z.object({
  certificate: z.object({
    account: z.object({ uid: z.string() }),
    listed: z.object({ totalCount: z.number(), relations: z.number() }),
    relationsDigest: z.string(),
    verdict: z.string(),
  }),
  digest: z.string(),
  relations: z.array(z.object({ relationId: z.string(), permissions: z.object({ digest: z.string() }).nullable() })),
});

test("the population certificate is reached from Members, says that the list adds up, and is taken along as a file", async ({
  page,
  desk,
  signInAs,
  expectAccessible,
}) => {
  await signInAs(page, "viewer");
  const { relationId } = await openMinted(page, desk, { codes: ["CHECK_FINANCE_INFO"] });
  await page.goto("/members");
  await page.getByRole("region", { name: "Sweep" }).getByRole("link", { name: "Certificate" }).click();
  await expect(page.getByRole("heading", { name: "Population certificate" })).toBeVisible();
  await expect(page.getByText("The list adds up")).toBeVisible();
  await expect(page.getByRole("table", { name: "Pages" })).toBeVisible();
  await expectAccessible(page);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as JSON" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const file = certificate.parse(JSON.parse(text));
  expect(file.certificate).toMatchObject({ account: { uid: desk.simulator.payerUid }, verdict: "adds_up" });
  expect(file.relations).toHaveLength(file.certificate.listed.totalCount);
  expect(file.relations.find((row) => row.relationId === relationId)?.permissions).not.toBeNull();
  // Anybody can compute the digests anew, from the text alone.
  const [, head = ""] = /^\{"certificate":(.*),"digest":/.exec(text) ?? [];
  expect(sha256(head)).toBe(file.digest);
  const lines = text.split("\n").slice(1, -2);
  expect(sha256(lines.map((line) => `${line.replace(/,$/, "")}\n`).join(""))).toBe(file.certificate.relationsDigest);
  await expect(page.getByText(file.digest, { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Sweeps", exact: true }).click();
  const table = page.getByRole("table", { name: "Sweeps of this account" });
  await expect(table.getByText("Adds up").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Members", exact: true })).toHaveAttribute("aria-current", "true");
  await expectAccessible(page);
});

test("a list that moved says which relations came and which stand in another state", async ({
  page,
  desk,
  signInAs,
  expectAccessible,
}) => {
  await signInAs(page, "viewer");
  const { relationId } = await openMinted(page, desk, { codes: [] });
  await desk.simulator.member(relationId, "unlink");
  await expect(async () => {
    await page.goto("/sweeps");
    await page
      .getByRole("row")
      .filter({ hasText: /other state/ })
      .first()
      .getByRole("link")
      .click({ timeout: 1_000 });
  }).toPass();
  const turned = page.getByRole("table", { name: /^Another state/ });
  await expect(turned.getByRole("row").filter({ hasText: relationId })).toContainText("AssociatedCanceled");
  await expectAccessible(page);
});
