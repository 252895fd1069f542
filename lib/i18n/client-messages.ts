import type { Messages } from "./english";

/**
 * Namespaces that client components of the desk read. They travel in the HTML of every desk page, so what only
 * the server renders (settings, audit, sign-in) stays out. A page's namespace is added when it has client parts.
 */
const deskNamespaces = [
  "approvals",
  "changes",
  "common",
  "desk",
  "exports",
  "imports",
  "matrix",
  "members",
  "operations",
  "palette",
  "people",
  "relation",
  "upstream",
  "words",
] as const satisfies readonly (keyof Messages)[];

/** What the page of one's own account needs besides. */
export const ownAccountMessages = (messages: Messages): Partial<Messages> => ({
  ...deskMessages(messages),
  ownAccount: messages.ownAccount,
});

export const deskMessages = (messages: Messages): Partial<Messages> =>
  Object.fromEntries(deskNamespaces.map((namespace) => [namespace, messages[namespace]]));

/** What error pages and buttons outside of the desk need. */
export const rootMessages = (messages: Messages): Partial<Messages> => ({ common: messages.common });

/** What the page of an invitation needs. */
export const joinMessages = ({ common, people, words }: Messages): Partial<Messages> => ({ common, people, words });
