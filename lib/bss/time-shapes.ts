/**
 * Counts how upstream writes its times, by shape: `2021-03-02T15:12Z` counts under `9999-99-99T99:99Z`. Takes a
 * body as `parseJson` gives it, and looks at every field whose name ends in `Time`.
 */
export function countTimeShapes(body: unknown, counts: Map<string, number>): void {
  const open: unknown[] = [body];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== "object" || node === null) continue;
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "object" && value !== null) open.push(value);
      else if (key.endsWith("Time")) counts.set(shapeOf(value), (counts.get(shapeOf(value)) ?? 0) + 1);
    }
  }
}

function shapeOf(value: unknown): string {
  if (typeof value !== "string") return `(${String(value)})`;
  if (value === "") return "(empty)";
  if (/^\d+$/.test(value)) return `(${value.length} digits)`;
  return value
    .slice(0, 40)
    .replace(/\d/g, "9")
    .replace(/[^9TZ:.+ -]/g, "?");
}
