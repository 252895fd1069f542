import "server-only";
import { getTranslations } from "next-intl/server";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import type { MemberScope } from "@/lib/domain/policy";
import { isRelationState, isRelationType } from "@/lib/domain/relation-state";
import { type ExportWords, exportColumns, exportLines, isPermissionColumn } from "@/lib/domain/views/export";
import type { MemberQuery } from "@/lib/domain/views/member";
import { localTimes } from "@/lib/services/exports/local-time";
import { keyed } from "../keyed";

/** The words of an export in the language of the page: what is asked for, the names of columns, and what cells say. */
export async function exportWords(
  query: MemberQuery,
  selected: number | null,
  { zone, scope }: { readonly zone: string; readonly scope: MemberScope },
): Promise<ExportWords> {
  const t = await getTranslations("exportFile");
  const words = await getTranslations("words");
  const columns = await getTranslations("members.column");
  const local = localTimes(zone);

  const state = (raw: string) => words(`state.${isRelationState(raw) ? raw : "unknown"}`);
  const type = (raw: string) => words(`type.${isRelationType(raw) ? raw : "unknown"}`);
  const permission = keyed(permissionCodes, (code) => words(`permission.${code}`));
  const list = (texts: readonly string[]) => texts.join(" · ");
  const filters = [
    query.search === "" ? null : t("search", { text: query.search }),
    query.states.length === 0 ? null : t("state", { list: list(query.states.map((raw) => `${state(raw)} (${raw})`)) }),
    query.types.length === 0 ? null : t("type", { list: list(query.types.map((raw) => `${type(raw)} (${raw})`)) }),
    query.held.length === 0 ? null : t("held", { list: list(query.held.map((code) => permission[code])) }),
    query.notHeld.length === 0 ? null : t("lacks", { list: list(query.notHeld.map((code) => permission[code])) }),
    query.changedSince === null ? null : t("changed", { at: local(query.changedSince) }),
    query.notCheckedSince === null ? null : t("unchecked", { at: local(query.notCheckedSince) }),
    query.owner === "" ? null : t("owner", { name: query.owner }),
    query.unowned ? t("unowned") : null,
    query.costCentre === "" ? null : t("costCentre", { name: query.costCentre }),
    query.tag === "" ? null : t("tag", { name: query.tag }),
  ].filter((text) => text !== null);
  const matching = filters.length === 0 ? t("all") : filters.join("; ");

  const scopeWords = scope.kind === "all" ? [] : [t("scope", { list: list([...scope.owners, ...scope.costCentres]) })];

  return {
    title: t("title"),
    fileName: t("name"),
    line: keyed(exportLines, (line) => t(`line.${line}`)),
    column: keyed(
      exportColumns.filter((column) => !isPermissionColumn(column)),
      (column) => t(`column.${column}`),
    ),
    permission,
    status: keyed(["on", "off", "unknown"], (status) => t(`status.${status}`)),
    yes: t("yes"),
    no: t("no"),
    none: t("none"),
    noEnd: t("noEnd"),
    neverRead: t("neverRead"),
    longNumbers: t("longNumbers"),
    editing: t("editing"),
    filter: [...scopeWords, selected === null ? matching : t("selection", { count: selected })].join("; "),
    order: t(query.descending ? "descending" : "ascending", { column: columns(query.sort) }),
    site: (raw) => (raw === "cn" || raw === "intl" ? words(`site.${raw}`) : raw),
    state,
    type,
    counterpart: (raw) => words(`counterpart.${raw === "MEMBER" || raw === "MASTER" ? raw : "unknown"}`),
    role: (role) => words(`role.${role}`),
    sweep: ({ id, status, startedAt }) =>
      t("sweepOf", { id, at: local(startedAt), status: t(`sweepStatus.${status}`) }),
    unmoved: t("unmoved"),
    moved: (count) => t("moved", { count }),
  };
}
