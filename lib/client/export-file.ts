"use client";

import type { DeskAddress } from "@/lib/client/desk-account";
import { errorOf, RequestFailed } from "@/lib/client/get-json";
import type { RelationId } from "@/lib/domain/ids";
import { memberQueryString } from "@/lib/domain/member-query";
import type { ExportFormat } from "@/lib/domain/views/export";
import type { MemberQuery } from "@/lib/domain/views/member";

function exportPath(of: string, format: ExportFormat, params = new URLSearchParams()): string {
  params.set("format", format);
  params.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  return `/api/exports/${of}?${params}`;
}

/** GET or POST /api/exports/members: a view of the list as a file, all its pages. */
export const memberExportPath = (query: MemberQuery, format: ExportFormat): string =>
  exportPath("members", format, new URLSearchParams(memberQueryString({ ...query, page: 1 })));

/** GET /api/exports/change-sets/[id]: all receipts of a change set. */
export const receiptExportPath = (changeSetId: string, format: ExportFormat): string =>
  exportPath(`change-sets/${encodeURIComponent(changeSetId)}`, format);

/** A file of our own making, whole. */
export interface ArrivedFile {
  readonly name: string;
  readonly content: Blob;
}

/**
 * Has the file written and waits for its end. `selection`: these relations only, whatever the filters. Throws
 * `RequestFailed` when none is given, `TypeError` when one broke off, or what an abort throws.
 */
export async function fetchExport(
  address: DeskAddress,
  selection: readonly RelationId[] | null,
  signal: AbortSignal,
): Promise<ArrivedFile> {
  const body = selection && { method: "POST", body: JSON.stringify({ relationIds: selection }) };
  const response = await fetch(address, { ...body, signal, cache: "no-store" }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new RequestFailed(null, null, { cause });
  });
  if (!response.ok) throw new RequestFailed(response.status, await errorOf(response));
  const [, name = "linkbook"] =
    /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return { name: decodeURIComponent(name), content: await response.blob() };
}
