// The bundler may evaluate this module twice in one process.
const place = globalThis as typeof globalThis & { linkbookSlots?: Set<string> };

/**
 * One export and one import at a time for each person, in each process: a file of 100,000 rows is a minute's work for
 * one core. Gives what ends it, or `null` while another one of this person is under way.
 */
export function takeSlot(of: "export" | "import", personId: string): (() => void) | null {
  place.linkbookSlots ??= new Set();
  const running = place.linkbookSlots;
  const slot = `${of} ${personId}`;
  if (running.has(slot)) return null;
  running.add(slot);
  return () => void running.delete(slot);
}
