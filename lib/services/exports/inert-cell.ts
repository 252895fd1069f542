/** What a spreadsheet may take for the beginning of a formula, in any width. U+2212 is a minus that NFKC leaves alone. */
const triggers = new Set(["=", "+", "-", "@", "\u2212"]);

/** What may stand before it without a spreadsheet minding: blanks, controls, invisible marks, and our own mark. */
const invisible = /^['\s\p{Z}\p{C}]*/u;

/** Excel drops these when it reads a cell, and what follows is the beginning. */
const dropped = /^[\t\r\n]/;

/** Where a cell may begin for a spreadsheet that takes something else than the comma to part cells, as many do. */
const parts = /(?<=[;\t\r\n])/;

/**
 * A text as a cell of a CSV file in which no spreadsheet sees a formula: with an apostrophe in front where it begins
 * with `= + - @` (full-width ones too, after any blanks), a tab or a line break; and where a part of it after `;`, a tab
 * or a line break does. What begins with an apostrophe gets one as well, so that taking one from each part gives back
 * every text as it was.
 */
export const inertCell = (text: string): string =>
  text
    .split(parts)
    .map((part, index) => (isActive(part) || (index === 0 && dropped.test(part)) ? `'${part}` : part))
    .join("");

function isActive(part: string): boolean {
  const [first = ""] = part.replace(invisible, "");
  const [plain = ""] = first.normalize("NFKC");
  return part.startsWith("'") || triggers.has(plain);
}

/** The text that `inertCell` made a cell of; of any other cell what it would have been made of. */
export const textOfInert = (cell: string): string =>
  cell
    .split(parts)
    .map((part) => (part.startsWith("'") ? part.slice(1) : part))
    .join("");
