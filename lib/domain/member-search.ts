import { keptText } from "@/lib/domain/kept-text";

/** Of each name so much is looked through: an entry of an index has 2,704 bytes at most on PostgreSQL. */
const longestName = 300;

/** One spelling for what people type and what is stored: full-width forms and case make no difference. */
const plain = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/**
 * The text that the search field looks through: names, UID and relation id, one a line. It begins with the name that
 * is shown, so that its order is the order of names.
 */
export const searchText = (relation: {
  readonly nickname: string;
  readonly accountName: string;
  readonly uid: string;
  readonly relationId: string;
}): string =>
  [relation.nickname || relation.accountName, relation.accountName, relation.uid, relation.relationId]
    .map((text) => plain(text).slice(0, longestName))
    .join("\n");

/** What to look for in it; empty when everything fits. */
export const searchNeedle = (typed: string): string => keptText(plain(typed));
