import { expect, test } from "vitest";
import { openText, sealText } from "@/lib/auth/sealed-text";

const secret = "a secret that signs the sessions of tests";

test("what is sealed opens for its purpose and its owner alone, unchanged", () => {
  const sealed = sealText(secret, "second factor", "ada", "JBSWY3DP");
  expect(sealed).not.toContain("JBSWY3DP");
  expect(sealText(secret, "second factor", "ada", "JBSWY3DP")).not.toBe(sealed);
  expect(openText(secret, "second factor", "ada", sealed)).toBe("JBSWY3DP");
  expect(openText(secret, "second factor", "bob", sealed)).toBeNull();
  expect(openText(secret, "second step", "ada", sealed)).toBeNull();
  expect(openText("another secret", "second factor", "ada", sealed)).toBeNull();
  expect(openText(secret, "second factor", "ada", `${sealed.slice(0, -3)}AAA`)).toBeNull();
  expect(openText(secret, "second factor", "ada", "")).toBeNull();
});
