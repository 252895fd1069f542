/**
 * A text as every storage can keep it: PostgreSQL's text has no U+0000, and UTF-8 no half of a character. Either becomes
 * U+FFFD, the sign for that, before anything is compared with what was kept.
 */
export const keptText = (text: string): string =>
  text.isWellFormed() && !text.includes("\0") ? text : text.toWellFormed().replaceAll("\0", "\uFFFD");
