import type { Instance, Place } from "@/lib/db/queries/instance";
import type { MarkFile } from "@/lib/worker/restored-mark";

/** Why a database is taken for a restored one (rule 12). */
export type RestoredCause =
  /** `npm run restore` put it here, or was told so of it. */
  | "restore"
  /** The file is a copy: it has another number than when a worker last started on it. */
  | "copied"
  /** It came from another server or another database by a dump, or from the other engine without `npm run migrate`. */
  | "other_server"
  /** PostgreSQL went on in another timeline: a standby was promoted, or it was recovered to a point in time. */
  | "moved_timeline"
  /** It has a history that this process knows nothing of, and no other process is at work on it. */
  | "foreign"
  /** Its log ends before the row that this process saw. */
  | "behind"
  /** Its log has another row where this process saw one. */
  | "forked";

/** What the database says, asked in one transaction. */
export interface Findings {
  readonly instance: Instance | null;
  /** `npm run restore` left its mark in it. */
  readonly isMarkedRestored: boolean;
  readonly hasHistory: boolean;
  readonly place: Place;
  /** The log's hash at the row that the file names; null: the log does not reach it, or there is no file. */
  readonly hashAtMark: string | null;
}

export type RestoredVerdict =
  /** Nothing to do but to remember it. */
  | { readonly kind: "own" }
  | { readonly kind: "restored"; readonly cause: RestoredCause }
  /** Nothing here tells it from a copy: what decides is whether another process is at work on it. */
  | { readonly kind: "unknown" };

const own: RestoredVerdict = { kind: "own" };
const restored = (cause: RestoredCause): RestoredVerdict => ({ kind: "restored", cause });

const differ = (one: string | null, other: string | null): boolean => one !== null && other !== null && one !== other;

/** Whether a database lies elsewhere than noted; null: no, as far as both can be known. */
export function displaced(noted: Place, now: Place): RestoredCause | null {
  if (noted.engine !== now.engine) return "other_server";
  if (differ(noted.system, now.system)) return now.engine === "sqlite" ? "copied" : "other_server";
  if (differ(noted.database, now.database)) return "other_server";
  return differ(noted.timeline, now.timeline) ? "moved_timeline" : null;
}

/**
 * Whether a database is the one that this process knows, as it left it or further on. A false alarm costs a look and a
 * click; a miss may send something twice.
 */
export function judgeDatabase(found: Findings, file: MarkFile | null): RestoredVerdict {
  const { instance } = found;
  if (found.isMarkedRestored) return restored("restore");
  // Nothing was ever asked for in it: a first start, also with a file that an earlier database has left.
  const stranger: RestoredVerdict = found.hasHistory ? { kind: "unknown" } : own;
  if (instance === null) return stranger;
  const cause = displaced(instance.place, found.place);
  if (cause) return restored(cause);
  if (file === null || file.instance !== instance.id) return stranger;
  // A mark that it does not have was made in a later state of it, and one that is not its newest has been acted on.
  if (!instance.marks.includes(file.mark)) return restored("behind");
  if (file.mark !== instance.marks.at(-1)) return own;
  if (found.hashAtMark === null) return file.seq === 0 ? own : restored("behind");
  return found.hashAtMark === file.hash ? own : restored("forked");
}
