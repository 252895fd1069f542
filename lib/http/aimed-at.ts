import { scrub } from "@/lib/telemetry/scrub";

/** `relation:123` for the log of a refused attempt, from an id as it was sent: 64 plain characters at most. */
export function aimedAt(kind: string, raw: unknown): string | null {
  if (typeof raw !== "string" || raw === "") return null;
  return `${kind}:${scrub(raw.slice(0, 256))
    .replace(/[^A-Za-z0-9_:-]/g, "_")
    .slice(0, 64)}`;
}

/**
 * What an action says that it was aimed at, in plain characters. An input that has parsed is not one that was found: any text
 * that is short enough may stand where an id is wanted.
 */
export const plainAim = (aim: string): string =>
  scrub(aim)
    .replace(/[^A-Za-z0-9_:, -]/g, "_")
    .slice(0, 96);

/** The names under which actions are sent ids. */
const kinds = {
  relationId: "relation",
  changeSetId: "change_set",
  calibrationId: "calibration",
  operationId: "account_operation",
} as const;

/** What an input that was not, or could not be, parsed is aimed at, as far as it says. */
export function aimOfInput(given: unknown): string | null {
  if (typeof given !== "object" || given === null) return null;
  for (const [name, kind] of Object.entries(kinds)) {
    const aim = aimedAt(kind, Object.getOwnPropertyDescriptor(given, name)?.value);
    if (aim) return aim;
  }
  return null;
}
