import { AppError } from "@/lib/domain/errors";
import { type ImportKind, importKinds, mostSheetBytes } from "@/lib/domain/views/import";
import { readWebEnv } from "@/lib/env";
import { isForeignOrigin } from "@/lib/http/bad-origin";
import { importFacts } from "@/lib/services/imports/import-facts";
import { importSheet } from "@/lib/services/imports/import-sheet";
import { getRoute } from "../../_wiring/get-route";
import { sheetWords } from "./words";

/**
 * The bytes of the body, and no more than tell that they are too many. Next hands on the first 10 MiB and says nothing of
 * the rest, which is beyond what is taken.
 */
async function readBody(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (request.body)
    for await (const chunk of request.body) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes > mostSheetBytes) break;
    }
  const said = request.headers.get("content-length");
  if (bytes <= mostSheetBytes && said !== null && Number(said) !== bytes) throw new AppError("bad_input", ["body"]);
  return Buffer.concat(chunks);
}

/** The digest of the proposal that is agreed to; null: the address names none, and one is to be made. */
function agreedIn(search: URLSearchParams): string | null {
  const agreed = search.get("agreed");
  if (agreed !== null && !/^[0-9a-f]{64}$/.test(agreed)) throw new AppError("bad_input", ["agreed"]);
  return agreed;
}

/** What the file is to be read as. */
function kindIn(search: URLSearchParams): ImportKind {
  const asked = search.get("of") ?? "changes";
  const kind = importKinds.find((known) => known === asked);
  if (!kind) throw new AppError("bad_input", ["of"]);
  return kind;
}

/**
 * A CSV file in the body, answered with what it would change; with `agreed`, the digest of such an answer, it is put into
 * the person's draft. With `of=facts` it is about local facts, which are kept. The file comes twice, so that nothing that a browser has parsed or kept is believed. A route and
 * no action: an action takes 1 MB, and cannot be given up half-way.
 */
export const POST = getRoute(
  "draft.import",
  async (_, search, request) => {
    if (isForeignOrigin(request.headers, readWebEnv().url)) throw new AppError("bad_origin");
    return { of: kindIn(search), agreed: agreedIn(search), bytes: await readBody(request) };
  },
  async (context, { of, ...asked }, signal) => {
    const sheet = { ...asked, words: await sheetWords() };
    return of === "facts" ? importFacts(context, sheet, signal) : importSheet(context, sheet, signal);
  },
  { writes: true },
);
