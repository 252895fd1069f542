import { type Instant, instant } from "@/lib/domain/ids";
import { costCentreOf, factLimits, ownerOf, tagOf } from "@/lib/domain/local-facts";
import { isPermissionCode, type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";
import { type MemberQuery, type MemberSort, memberSorts } from "@/lib/domain/views/member";

/** The names that a view of the members list has in the URL. */
export const memberParams = [
  "q",
  "state",
  "type",
  "held",
  "lacks",
  "changed",
  "unchecked",
  "owner",
  "unowned",
  "centre",
  "tag",
  "sort",
  "page",
  "size",
] as const;
export type MemberParam = (typeof memberParams)[number];

/** Rows on a page; the first is the standard. */
export const memberPageSizes = [50, 100, 200] as const;

export const defaultMemberQuery: MemberQuery = {
  search: "",
  states: [],
  types: [],
  held: [],
  notHeld: [],
  changedSince: null,
  notCheckedSince: null,
  owner: "",
  unowned: false,
  costCentre: "",
  tag: "",
  sort: "name",
  descending: false,
  page: 1,
  pageSize: memberPageSizes[0],
};

/** A part of a URL that says nothing we know; the view was made without it. */
export interface DroppedParam {
  readonly name: MemberParam;
  readonly value: string;
}

/** What is needed of `URLSearchParams`. */
interface Params {
  getAll(name: string): string[];
}

const longestSearch = 200;
const lastPage = 1_000_000;
const rawWord = /^[A-Za-z0-9_.-]{1,64}$/;
const sorts: ReadonlySet<string> = new Set(memberSorts);
const isSort = (text: string): text is MemberSort => sorts.has(text);

/**
 * Reads a view of the members list from URL parameters. Never throws: what cannot be read is left out and named in
 * `dropped`. Lists are separated by commas or repeated; times are ISO 8601 with an offset; `sort=-name` is descending.
 */
export function readMemberQuery(params: Params): { query: MemberQuery; dropped: readonly DroppedParam[] } {
  const dropped: DroppedParam[] = [];

  const list = <T extends string>(name: MemberParam, accepts: (text: string) => text is T): readonly T[] => {
    const words = params.getAll(name).flatMap((value) => value.split(","));
    const kept = new Set<T>();
    for (const word of words.map((text) => text.trim()).filter((text) => text !== "")) {
      if (accepts(word)) kept.add(word);
      else dropped.push({ name, value: word });
    }
    return [...kept];
  };

  /** The one value of a parameter; of a repeated one the first, the others are named. */
  const single = <T>(name: MemberParam, read: (text: string) => T | null, standard: T): T => {
    const [first, ...others] = params.getAll(name).filter((value) => value.trim() !== "");
    for (const value of others) dropped.push({ name, value });
    if (first === undefined) return standard;
    const value = read(first.trim());
    if (value === null) dropped.push({ name, value: first });
    return value ?? standard;
  };

  const held = list("held", isPermissionCode);
  const isNotHeld = (code: string): code is PermissionCode => isPermissionCode(code) && !held.includes(code);
  const owner = single("owner", (text) => readFact("owner", ownerOf(text)), "");
  const sort = single("sort", readSort, { by: defaultMemberQuery.sort, descending: defaultMemberQuery.descending });
  const query: MemberQuery = {
    search: single("q", (text) => (text.length <= longestSearch ? text : null), ""),
    states: list("state", isRawWord),
    types: list("type", isRawWord),
    held: inCatalogueOrder(held),
    notHeld: inCatalogueOrder(list("lacks", isNotHeld)),
    changedSince: single<Instant | null>("changed", readInstant, null),
    notCheckedSince: single<Instant | null>("unchecked", readInstant, null),
    owner,
    // Both at once would be nobody, which an address that somebody put together does not mean.
    unowned: single("unowned", (text) => (text === "1" && owner === "" ? true : null), false),
    costCentre: single("centre", (text) => readFact("costCentre", costCentreOf(text)), ""),
    tag: single("tag", (text) => readFact("tag", tagOf(text)), ""),
    sort: sort.by,
    descending: sort.descending,
    page: single("page", (text) => readWhole(text, lastPage), 1),
    pageSize: single(
      "size",
      (text) => memberPageSizes.find((size) => String(size) === text) ?? null,
      defaultMemberQuery.pageSize,
    ),
  };
  return { query, dropped };
}

/** The parameters of a view; `null` for each that says the standard, so that the plain list has a plain address. */
export function writeMemberQuery(query: MemberQuery): Record<MemberParam, string | null> {
  const sort = `${query.descending ? "-" : ""}${query.sort}`;
  return {
    q: query.search || null,
    state: query.states.join(",") || null,
    type: query.types.join(",") || null,
    held: inCatalogueOrder(query.held).join(",") || null,
    lacks: inCatalogueOrder(query.notHeld).join(",") || null,
    changed: query.changedSince,
    unchecked: query.notCheckedSince,
    owner: query.owner || null,
    unowned: query.unowned ? "1" : null,
    centre: query.costCentre || null,
    tag: query.tag || null,
    sort: sort === defaultMemberQuery.sort ? null : sort,
    page: query.page === 1 ? null : String(query.page),
    size: query.pageSize === defaultMemberQuery.pageSize ? null : String(query.pageSize),
  };
}

/** The same as one text, in a fixed order: equal views have equal texts. Empty for the plain list. */
export function memberQueryString(query: MemberQuery): string {
  const written = writeMemberQuery(query);
  const params = new URLSearchParams();
  for (const name of memberParams) {
    const value = written[name];
    if (value !== null) params.set(name, value);
  }
  return params.toString();
}

/** The same whatever the page: all that a view matches, in its order. */
export const pagelessQueryString = (query: MemberQuery): string =>
  memberQueryString({ ...query, page: 1, pageSize: defaultMemberQuery.pageSize });

/** Whether a view narrows the list down at all; order and page do not. */
export const isNarrowed = (query: MemberQuery): boolean =>
  query.search !== "" ||
  query.changedSince !== null ||
  query.notCheckedSince !== null ||
  query.unowned ||
  [query.owner, query.costCentre, query.tag].some((fact) => fact !== "") ||
  [query.states, query.types, query.held, query.notHeld].some((list) => list.length > 0);

const isRawWord = (text: string): text is string => rawWord.test(text);

const inCatalogueOrder = (codes: readonly PermissionCode[]): readonly PermissionCode[] =>
  permissionCodes.filter((code) => codes.includes(code));

const readFact = (name: "owner" | "costCentre" | "tag", text: string): string | null =>
  text !== "" && [...text].length <= factLimits[name] ? text : null;

function readSort(text: string): { by: MemberSort; descending: boolean } | null {
  const descending = text.startsWith("-");
  const by = descending ? text.slice(1) : text;
  return isSort(by) ? { by, descending } : null;
}

function readWhole(text: string, most: number): number | null {
  const value = /^[1-9][0-9]{0,6}$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? value : null;
}

function readInstant(text: string): Instant | null {
  // A "+" of an offset that was not escaped arrives as a space.
  const repaired = text.replace(/ (?=\d{2}:?\d{2}$)/, "+");
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/.test(repaired)) return null;
  const time = Date.parse(repaired);
  return Number.isNaN(time) ? null : instant(time);
}
