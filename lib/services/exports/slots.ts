// The bundler may evaluate this module twice in one process.
const place = globalThis as typeof globalThis & { linkbookExports?: Set<string> };

/**
 * One export at a time for each person, in each process: a file of 100,000 rows is a minute's work for one core. Gives
 * what ends it, or `null` while another one of this person is under way.
 */
export function takeExportSlot(personId: string): (() => void) | null {
  place.linkbookExports ??= new Set();
  const running = place.linkbookExports;
  if (running.has(personId)) return null;
  running.add(personId);
  return () => void running.delete(personId);
}
