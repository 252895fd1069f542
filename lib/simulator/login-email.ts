import { createHash } from "node:crypto";

/** Tells whether two calls were about the same address without keeping it; case does not count. */
export function emailDigest(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 32);
}

const PERSONAL: ReadonlySet<string> = new Set(["FirstName", "LastName", "EnterpriseName"]);

/**
 * The parameters of a call as they may lie in a file: a LoginEmail keeps its first letter and its domain, the names of
 * a new account their first letter.
 */
export function masked(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (name === "LoginEmail") return [name, value.replace(/^(.?)[^@]*/u, "$1***")];
      return [name, PERSONAL.has(name) ? value.replace(/^(.?).*$/su, "$1***") : value];
    }),
  );
}
