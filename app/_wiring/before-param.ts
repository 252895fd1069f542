/** What the address may ask for: the moment that ends the page before, as the list wrote it. */
const isInstant = (text: string): boolean => Number.isFinite(Date.parse(text)) && new Date(text).toISOString() === text;

/** The page of a list by time. `before` is absent where nothing, or nothing that can be understood, was asked for. */
export function readBefore(given: string | readonly string[] | undefined): {
  readonly before: string | undefined;
  readonly asked: readonly string[];
} {
  const asked = [given ?? []].flat();
  return { before: asked.length === 1 ? asked.find(isInstant) : undefined, asked };
}
