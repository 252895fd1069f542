/** One slash and then neither another nor a backslash: browsers read `//` and `/\` as the beginning of a host. */
const isPath = (text: string): boolean => /^\/(?![/\\])/.test(text);

/**
 * The path, query and fragment of an address of this desk (`origin`: `https://desk.example`), whole or from `/` on.
 * Whatever else it is given, `/`. What is checked is the address as a browser reads it: without tabs and dots.
 */
export function ownPath(address: string, origin: string): string {
  const isWhole = /^https?:\/\//i.test(address);
  if ((!isWhole && !isPath(address)) || !URL.canParse(address, origin)) return "/";
  const read = new URL(address, origin);
  const path = `${read.pathname}${read.search}${read.hash}`;
  return read.origin === origin && isPath(path) ? path : "/";
}
