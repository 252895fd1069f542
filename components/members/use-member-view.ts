"use client";

import { createMultiParser, useQueryStates } from "nuqs";
import { type MemberParam, memberParams, readMemberQuery, writeMemberQuery } from "@/lib/domain/member-query";
import type { MemberQuery } from "@/lib/domain/views/member";

/** Every value of a parameter as it stands; what it means is read in one place, for browser and server alike. */
const texts = createMultiParser<string[]>({
  parse: (values) => [...values],
  serialize: (values) => values,
  eq: (a, b) => a.join("\n") === b.join("\n"),
});

const parsers: Record<MemberParam, typeof texts> = {
  q: texts,
  state: texts,
  type: texts,
  held: texts,
  lacks: texts,
  changed: texts,
  unchecked: texts,
  owner: texts,
  unowned: texts,
  centre: texts,
  tag: texts,
  sort: texts,
  page: texts,
  size: texts,
};

/**
 * The view of the list that the address says. A change is written into the address: back returns to the view
 * before, while a search that goes on stays one step. Whatever changes but the page leads to the first page.
 */
export function useMemberView() {
  const [values, write] = useQueryStates(parsers);
  const { query, dropped } = readMemberQuery({
    getAll: (name) => {
      const param = memberParams.find((known) => known === name);
      return (param && values[param]) ?? [];
    },
  });

  const change = (part: Partial<MemberQuery>): void => {
    const written = writeMemberQuery({ ...query, page: 1, ...part });
    const goesOn = part.search !== undefined && part.search !== "" && query.search !== "";
    const lists = Object.fromEntries(
      memberParams.map((name) => {
        const value = written[name];
        return [name, value === null ? null : [value]];
      }),
    );
    void write(lists, { history: goesOn ? "replace" : "push" });
  };
  return { query, dropped, change };
}
