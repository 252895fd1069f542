/** Excel holds no more in a cell, and calls a file with more of it damaged. */
const longestCell = 32_767;

/** What XML 1.0 cannot hold, a carriage return (which XML turns into a line feed), and halves of surrogate pairs. */
const unwritable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escaped = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;

/**
 * A text as the content of an XLSX cell: what XML cannot hold is written `_xHHHH_`, and so is the underscore of a text
 * that looks like that already. Source: ECMA-376 part 1, 22.9.2.19 ST_Xstring. A longer text than Excel takes is cut.
 */
export function xlsxText(text: string): string {
  const written = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_").replace(unwritable, escaped);
  if (written.length <= longestCell) return written;
  // Not in the middle of an escape or of a pair.
  return `${written.slice(0, longestCell - 8).replace(/(?:_x?[0-9A-F]{0,4}|[\ud800-\udbff])$/, "")}…`;
}
