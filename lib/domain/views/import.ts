import type { Instant, RelationId, Uid } from "@/lib/domain/ids";
import type { FactName, LocalFacts } from "@/lib/domain/local-facts";
import type { CodeStatus } from "@/lib/domain/observed";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import type { BlockReason } from "@/lib/domain/views/member";

/** What a file can be about: changes of permissions, or local facts. */
export const importKinds = ["changes", "facts"] as const;
export type ImportKind = (typeof importKinds)[number];

/** Next keeps 10 MiB of a request's body for the proxy and cuts off the rest: a sheet has to stay below. */
export const mostSheetBytes = 10_000_000;
export const mostSheetRows = 100_000;

/** Why a file is not taken as a sheet at all. */
export const sheetFaults = [
  "empty",
  "too_large",
  "workbook",
  "not_text",
  "no_head",
  "head_twice",
  "no_mark",
  "no_facts",
  "no_rows",
  "too_many_rows",
  "too_many_changes",
  "long_row",
  "cut_off",
  "altered_id",
  "other_account",
] as const;
export type SheetFault = (typeof sheetFaults)[number];

/** Why nothing of a row is taken. */
export const rowFaults = [
  "uid_empty",
  "uid_rounded",
  "uid",
  "formula",
  "code_empty",
  "code",
  "wanted_empty",
  "wanted",
  "mark_missing",
  "mark",
  "no_relation",
  "not_in_effect",
  "two_relations",
  "relation_gone",
  "member_changed",
  "contradiction",
  "owner_long",
  "cost_centre_long",
  "tags_long",
  "note_long",
  "uid_twice",
] as const;
export type RowFault = (typeof rowFaults)[number];

export interface RefusedRow {
  /** As a spreadsheet counts, from 1. */
  readonly row: number;
  readonly fault: RowFault;
  /** What the cell says, cut to a length that can be shown; empty where no cell is to blame. */
  readonly cell: string;
  /** The column of an edited export that is to blame. */
  readonly code: PermissionCode | null;
  /** For a contradiction, or a UID that is there twice: a row that says otherwise. */
  readonly other: number | null;
}

/** A cell that asks for something. */
export interface WishView {
  readonly row: number;
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly name: string;
  readonly code: PermissionCode;
  readonly before: CodeStatus;
  readonly wanted: boolean;
  /** Why the box cannot be ticked now. */
  readonly blocked: BlockReason | null;
}

/** A cell that was left as it was issued, while Alibaba Cloud says something else by now. */
export interface MovedView {
  readonly row: number;
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly name: string;
  readonly code: PermissionCode;
  readonly issued: CodeStatus;
  readonly now: CodeStatus;
}

/** What a sheet would do. Of each list the first hundred, but of every row that is not understood. */
export interface ImportProposal {
  readonly kind: "proposal";
  /** Over all that the sheet asks for and what would come of it: what a person agrees to when adding it. */
  readonly digest: string;
  /** `export`: an edited export; `list`: made by hand. */
  readonly of: "export" | "list";
  /** What the lines above an edited export say; `null` where they are gone. */
  readonly issue: { readonly at: Instant; readonly rows: number } | null;
  /** False for an export without its last lines: it may be cut off. */
  readonly whole: boolean;
  /** Each row is in one of the three. */
  readonly rows: {
    readonly all: number;
    readonly asking: number;
    /** As issued, all of it. */
    readonly unchanged: number;
    readonly refused: number;
  };
  readonly changes: number;
  readonly members: number;
  readonly alreadySo: number;
  /** Asked for in more than one row. */
  readonly repeated: number;
  /** Pending changes that would be taken out, since the sheet wants what is so. */
  readonly takenOut: number;
  readonly blocked: readonly { readonly reason: BlockReason; readonly count: number }[];
  readonly moved: number;
  readonly firstChanges: readonly WishView[];
  readonly firstBlocked: readonly WishView[];
  readonly firstMoved: readonly MovedView[];
  readonly refusedRows: readonly RefusedRow[];
}

/** A file that is no sheet, or too much of one: nothing of it is taken. */
export interface SheetRefusal {
  readonly kind: "refused";
  readonly fault: SheetFault;
  /** What the sentence names: a row, the columns that are missing, a UID. */
  readonly about: string;
}

/** What came of a sheet that was added to the pending changes. */
export interface SheetTaken {
  readonly kind: "taken";
  readonly noted: number;
  readonly alreadySo: number;
  readonly blocked: number;
}

export type ImportAnswer = ImportProposal | SheetRefusal | SheetTaken;

/** A row that asks for other local facts. */
export interface FactWishView {
  readonly row: number;
  readonly relationId: RelationId;
  readonly uid: Uid;
  readonly name: string;
  /** Which of them differ. */
  readonly changed: readonly FactName[];
  readonly before: LocalFacts;
  readonly after: LocalFacts;
}

/** What a sheet of local facts would do. */
export interface FactProposal {
  readonly kind: "fact_proposal";
  /** Over all that would change and the facts as they are: what a person agrees to. */
  readonly digest: string;
  /** The columns that it has; what is in no column stays. */
  readonly columns: readonly FactName[];
  /** Each row is in one of the three; each that asks is of another member. */
  readonly rows: {
    readonly all: number;
    readonly asking: number;
    /** So already, or said by another row as well. */
    readonly unchanged: number;
    readonly refused: number;
  };
  /** The first hundred. */
  readonly firstChanges: readonly FactWishView[];
  readonly refusedRows: readonly RefusedRow[];
}

/** What came of a sheet of local facts that was agreed to. */
export interface FactsTaken {
  readonly kind: "facts_taken";
  /** Members whose facts are other ones now. */
  readonly changed: number;
}

export type FactAnswer = FactProposal | SheetRefusal | FactsTaken;

/** The words of files and pages in one language, by which a sheet is understood. */
export interface SheetWords {
  readonly uid: string;
  readonly code: string;
  readonly wanted: string;
  readonly mark: string;
  /** What the line below an export's table begins with. */
  readonly end: string;
  readonly permission: Readonly<Record<PermissionCode, string>>;
  readonly fact: Readonly<Record<FactName, string>>;
  readonly status: Readonly<Record<CodeStatus, string>>;
}
