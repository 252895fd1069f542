import { createHmac, randomBytes } from "node:crypto";
import { type Instant, instant, millis, parseRelationId, parseUid, type RelationId, type Uid } from "@/lib/domain/ids";
import type { CodeStatus } from "@/lib/domain/observed";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { deskKey } from "@/lib/services/desk-key";

/** The seven codes of a relation as a file says them. */
export type IssuedCodes = Readonly<Record<PermissionCode, CodeStatus>>;

/** What the export id of a file says. */
export interface ExportIssue {
  /** As in the log's row of the export. */
  readonly id: string;
  readonly payer: Uid;
  readonly at: Instant;
  readonly rows: number;
}

/** What the mark of a row says: which relation it is, and how its codes stood in the file as issued. */
export interface IssuedRow {
  readonly exportId: string;
  readonly relationId: RelationId;
  readonly codes: IssuedCodes;
}

const version = "L1";
const letters = { off: "0", on: "1", unknown: "2" } as const satisfies Record<CodeStatus, string>;
const statuses = { 0: "off", 1: "on", 2: "unknown" } as const satisfies Record<string, CodeStatus>;
const isLetter = (letter: string): letter is "0" | "1" | "2" => letter in statuses;

/** Seals texts of an account with a key that only this desk has; 132 bits of it are enough for a cell. */
function sealer(payer: Uid): (kind: "file" | "row", ...texts: readonly string[]) => string {
  const key = deskKey("member export");
  return (kind, ...texts) =>
    createHmac("sha256", key)
      .update([version, kind, payer, ...texts].join("\n"))
      .digest("base64url")
      .slice(0, 22);
}

const compact = (at: Instant): string => at.replace(/[-:.]/g, "");
const expanded = (text: string): string =>
  text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, "$1-$2-$3T$4:$5:$6.$7Z");

/** Gives a file its id, and its rows their marks. Neither can become a number or a formula in a spreadsheet. */
export interface ExportSigner {
  readonly id: string;
  /** For the lines above the table: what `readExportId` reads. */
  readonly exportId: string;
  /** For the last cell of a row. `uid`: the other account of the relation, as the row shows it. */
  readonly mark: (relationId: string, uid: string, codes: IssuedCodes) => string;
}

export function exportSigner(payer: Uid, at: Instant, rows: number): ExportSigner {
  const seal = sealer(payer);
  const id = randomBytes(9).toString("base64url");
  const said = [id, payer, compact(at), String(rows)];
  return {
    id,
    exportId: [version, ...said, seal("file", ...said)].join("."),
    mark: (relationId, uid, codes) => {
      const written = permissionCodes.map((code) => letters[codes[code]]).join("");
      return [version, id, relationId, written, seal("row", id, relationId, uid, written)].join(".");
    },
  };
}

/** Whether a cell above the table is meant to be an export id, whole or not. */
export const isExportId = (text: string): boolean => /^L1\.[^.]*\.[^.]*\.[^.]*\.[^.]*\.[^.]*$/.test(text);

/** Reads what `exportSigner` gave out; `altered` when this desk did not give it out as it is. */
export function readExportId(text: string, payer: Uid): ExportIssue | "altered" | { readonly otherAccount: Uid } {
  const [, id = "", of = "", time = "", count = "", seal = ""] = text.split(".");
  const uid = parseUid(of);
  if (!uid) return "altered";
  if (uid !== payer) return { otherAccount: uid };
  if (sealer(payer)("file", id, of, time, count) !== seal) return "altered";
  return { id, payer, at: instant(millis(expanded(time) as Instant)), rows: Number(count) };
}

/**
 * Reads the marks of an account's rows. `null`: this desk did not give that mark to a row of this UID on this account,
 * whether mark or UID was changed or it is another account's or another desk's.
 */
export function markReader(payer: Uid): (mark: string, uid: Uid) => IssuedRow | null {
  const seal = sealer(payer);
  return (mark, uid) => {
    const [known, exportId = "", relation = "", written = "", sealed] = mark.split(".");
    const relationId = parseRelationId(relation);
    const read = [...written].filter(isLetter).map((letter) => statuses[letter]);
    if (known !== version || !relationId || seal("row", exportId, relation, uid, written) !== sealed) return null;
    const codes = Object.fromEntries(permissionCodes.map((code, at) => [code, read[at] ?? "unknown"])) as Record<
      PermissionCode,
      CodeStatus
    >;
    return { exportId, relationId, codes };
  };
}
