import { keptText } from "@/lib/domain/kept-text";

/** What the company knows of a member by itself. Upstream has none of it. */
export interface LocalFacts {
  /** Who answers for the member: a name or an e-mail, as the company writes it. Empty: nobody. */
  readonly owner: string;
  readonly costCentre: string;
  /** In the order of their letters, each once. */
  readonly tags: readonly string[];
  /** For people; several lines. */
  readonly note: string;
}

export const factNames = ["owner", "costCentre", "tags", "note"] as const satisfies readonly (keyof LocalFacts)[];
export type FactName = (typeof factNames)[number];

export const noFacts: LocalFacts = { owner: "", costCentre: "", tags: [], note: "" };

/** In characters as people count them; `tags`: how many. */
export const factLimits = { owner: 200, costCentre: 100, tag: 40, tags: 20, note: 2_000 } as const;

/** What parts the tags of a field or a cell. A tag has none of these. */
const tagBreaks = /[,;\u3001\n\r\t]/;

/** One line: blanks and controls in a row are one blank, and the same letter is the same character. */
const lineOf = (text: string): string =>
  keptText(text)
    .normalize("NFC")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();

/** A tag as it is kept: widths and cases make no difference. */
export const tagOf = (text: string): string => lineOf(text.normalize("NFKC").toLowerCase());

/** The tags that a text names, parted by commas, semicolons or lines. */
export const tagsIn = (text: string): readonly string[] => sortedTags([text]);

const sortedTags = (tags: readonly string[]): readonly string[] =>
  // Full-width commas become commas first, which then part tags like any other.
  [...new Set(tags.flatMap((tag) => tag.normalize("NFKC").split(tagBreaks)).map(tagOf))]
    .filter((tag) => tag !== "")
    .toSorted();

/** Tags as one text, which `tagsIn` reads again. */
export const tagsText = (tags: readonly string[]): string => tags.join(", ");

export const ownerOf = lineOf;
export const costCentreOf = lineOf;

/** Facts as they are kept, from what was typed. */
export const tidyFacts = ({ owner, costCentre, tags, note }: LocalFacts): LocalFacts => ({
  owner: ownerOf(owner),
  costCentre: costCentreOf(costCentre),
  tags: sortedTags(tags),
  note: keptText(note).normalize("NFC").replace(/\r\n?/g, "\n").trim(),
});

const isLonger = (text: string, most: number): boolean => text.length > most && [...text].length > most;

/** Which of tidied facts are longer, or more, than is kept. */
export const wrongFacts = (facts: Partial<LocalFacts>): readonly FactName[] =>
  factNames.filter((name) =>
    name === "tags"
      ? (facts.tags?.length ?? 0) > factLimits.tags || facts.tags?.some((tag) => isLonger(tag, factLimits.tag))
      : isLonger(facts[name] ?? "", factLimits[name]),
  );

/** The names of those that differ. */
export const changedFacts = (before: LocalFacts, after: LocalFacts): readonly FactName[] =>
  factNames.filter((name) =>
    name === "tags" ? before.tags.join("\n") !== after.tags.join("\n") : before[name] !== after[name],
  );

/** One edit for many relations; what is `null` or empty is left as it is. */
export interface FactEdit {
  /** Empty: nobody any more. */
  readonly owner: string | null;
  readonly costCentre: string | null;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
}

/** What facts become by an edit. */
export const editedFacts = (facts: LocalFacts, edit: FactEdit): LocalFacts =>
  tidyFacts({
    owner: edit.owner ?? facts.owner,
    costCentre: edit.costCentre ?? facts.costCentre,
    tags: [...facts.tags, ...edit.addTags].filter((tag) => !edit.removeTags.map(tagOf).includes(tagOf(tag))),
    note: facts.note,
  });
