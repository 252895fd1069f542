"use client";

import { useEffect, useRef, useState } from "react";
import { saveFile } from "@/components/exports/save-file";
import { useDeskApi } from "@/lib/client/desk-account";
import { fetchExport } from "@/lib/client/export-file";
import { RequestFailed } from "@/lib/client/get-json";
import type { ErrorView } from "@/lib/domain/errors";
import type { RelationId } from "@/lib/domain/ids";

type ExportState =
  | { readonly step: "idle" | "cancelled" | "broken" }
  | { readonly step: "running"; readonly rows: number }
  | { readonly step: "done"; readonly file: string }
  | { readonly step: "refused"; readonly error: ErrorView | null };

/** One export at a time: asks for the file, keeps it whole until its end, then hands it to the browser to save. */
export function useExport() {
  const { at } = useDeskApi();
  const [state, setState] = useState<ExportState>({ step: "idle" });
  const abort = useRef<AbortController | null>(null);
  // Whoever leaves the page does not want the file any more.
  useEffect(() => () => abort.current?.abort(), []);

  /** `selection`: of these relations only; where it is left out, of everything that the path says. */
  async function start(path: string, rows: number, selection: readonly RelationId[] | null = null): Promise<void> {
    const mine = new AbortController();
    abort.current = mine;
    setState({ step: "running", rows });
    try {
      const { name, content } = await fetchExport(at(path), selection, mine.signal);
      saveFile(name, content);
      setState({ step: "done", file: name });
    } catch (error) {
      if (mine.signal.aborted) setState({ step: "cancelled" });
      else if (error instanceof RequestFailed) setState({ step: "refused", error: error.error });
      else setState({ step: "broken" });
    }
  }
  return { state, start, cancel: () => abort.current?.abort() };
}
