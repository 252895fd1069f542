"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useDeskApi } from "@/lib/client/desk-account";
import { draftChanged } from "@/lib/client/draft";
import { RequestFailed } from "@/lib/client/get-json";
import { importPath, sendSheet } from "@/lib/client/import-sheet";
import { relationsChanged } from "@/lib/client/relation";
import type { ErrorView } from "@/lib/domain/errors";
import {
  type FactProposal,
  type FactsTaken,
  type ImportKind,
  type ImportProposal,
  mostSheetBytes,
  type SheetRefusal,
  type SheetTaken,
} from "@/lib/domain/views/import";

/** A file as it was when it was chosen: what is agreed to is sent again from here, whatever became of the file. */
interface ChosenFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

export type ImportState =
  | { readonly step: "idle" }
  | { readonly step: "reading" | "unreadable"; readonly name: string }
  | { readonly step: "failed"; readonly name: string; readonly error: ErrorView | null }
  | { readonly step: "refused"; readonly name: string; readonly refusal: SheetRefusal }
  | {
      readonly step: "proposed";
      readonly file: ChosenFile;
      readonly proposal: ImportProposal | FactProposal;
      readonly adding: boolean;
      /** It would have come to something else by then; this is what it comes to now. */
      readonly stale: boolean;
      readonly failure: { readonly error: ErrorView | null } | null;
    }
  | { readonly step: "taken"; readonly name: string; readonly taken: SheetTaken | FactsTaken };

/** One file at a time: read by the server, shown as what it would change, and added when that is agreed to. */
export function useImport(of: ImportKind) {
  const { at } = useDeskApi();
  const client = useQueryClient();
  const [state, setState] = useState<ImportState>({ step: "idle" });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  /** Another file, or the same once more: what is still under way for the last one is given up. */
  const begin = (): AbortSignal => {
    abort.current?.abort();
    abort.current = new AbortController();
    return abort.current.signal;
  };

  async function propose(file: ChosenFile, signal: AbortSignal, stale: boolean): Promise<void> {
    const answer = await sendSheet(at(importPath(of, null)), file.bytes, signal);
    if (answer.kind === "refused") setState({ step: "refused", name: file.name, refusal: answer });
    else if (answer.kind === "proposal" || answer.kind === "fact_proposal")
      setState({ step: "proposed", file, proposal: answer, adding: false, stale, failure: null });
  }

  async function choose(chosen: File): Promise<void> {
    const signal = begin();
    const { name } = chosen;
    if (chosen.size > mostSheetBytes)
      return setState({ step: "refused", name, refusal: { kind: "refused", fault: "too_large", about: "" } });
    setState({ step: "reading", name });
    const bytes = await chosen.arrayBuffer().catch(() => null);
    if (signal.aborted) return;
    if (bytes === null) return setState({ step: "unreadable", name });
    await propose({ name, bytes }, signal, false).catch((error: unknown) => {
      if (!signal.aborted) setState({ step: "failed", name, error: errorIn(error) });
    });
  }

  async function add(): Promise<void> {
    if (state.step !== "proposed" || state.adding) return;
    const signal = begin();
    const { file, proposal } = state;
    setState({ ...state, adding: true, failure: null });
    try {
      const answer = await sendSheet(at(importPath(of, proposal.digest)), file.bytes, signal);
      if (answer.kind === "taken" || answer.kind === "facts_taken")
        setState({ step: "taken", name: file.name, taken: answer });
      else if (answer.kind === "refused") setState({ step: "refused", name: file.name, refusal: answer });
    } catch (error) {
      if (signal.aborted) return;
      const view = errorIn(error);
      const failed = (failure: ErrorView | null) => setState({ ...state, adding: false, failure: { error: failure } });
      if (view?.code !== "stale_plan") failed(view);
      else await propose(file, signal, true).catch((again: unknown) => void (signal.aborted || failed(errorIn(again))));
    } finally {
      // Also without an answer: it may have been done.
      await Promise.all([draftChanged(client), relationsChanged(client)]);
    }
  }
  return { state, choose, add };
}

const errorIn = (error: unknown): ErrorView | null => (error instanceof RequestFailed ? error.error : null);
