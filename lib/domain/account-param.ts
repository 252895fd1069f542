/** The parameter of an address that says which account it is about: the account's UID. */
const accountParam = "account";

/** Letters that stand for no account: of two that are named none is meant. */
const several = "several";

/** The account that an address names; `null`: none, and the default is meant. Not checked in any way. */
export function accountOf(search: { getAll(name: string): string[] }): string | null {
  const [account, ...more] = search.getAll(accountParam);
  return more.length > 0 ? several : (account ?? null);
}

/** A path of the desk, with its query, as it is on an account; `null`: nothing is said, since there is only one. */
export function withAccount(href: string, account: string | null): string {
  if (account === null) return href;
  const [beforeHash = "", ...hash] = href.split("#");
  const [path = "", ...query] = beforeHash.split("?");
  const search = new URLSearchParams(query.join("?"));
  search.set(accountParam, account);
  return [`${path}?${search}`, ...hash].join("#");
}

/** Pages below a list that are about nothing in particular, and so are there on every account. */
const everywhere: ReadonlySet<string> = new Set(["/members/new", "/members/link", "/members/import"]);

/** The page of the same kind on another account: what is shown here need not be there, the list that it is in is. */
export const samePageElsewhere = (path: string): string =>
  everywhere.has(path) ? path : `/${path.split("/")[1] ?? ""}`;
