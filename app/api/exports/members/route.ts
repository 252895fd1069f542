import { z } from "zod";
import { AppError } from "@/lib/domain/errors";
import { memberParams, readMemberQuery } from "@/lib/domain/member-query";
import { isExportFormat, type MemberExport } from "@/lib/domain/views/export";
import { readWebEnv } from "@/lib/env";
import { isCrossSite, isForeignOrigin } from "@/lib/http/bad-origin";
import { exportMembers } from "@/lib/services/exports/export-members";
import { parseZone } from "@/lib/services/exports/local-time";
import { getRoute } from "../../../_wiring/get-route";
import { relationIdInput } from "../../../_wiring/input";
import { fileResponse } from "../file-response";
import { exportWords } from "./words";

/** 100,000 ids of 19 digits are 2 MB. */
const longestSelection = 4_000_000;

const selectionInput = z.strictObject({ relationIds: z.array(relationIdInput).min(1).max(100_000) });

const known: ReadonlySet<string> = new Set(["format", "zone", "account", ...memberParams]);

type Asked = Omit<MemberExport, "words">;

/** Reads what is asked for. A filter that cannot be understood would give more rows than were meant: it is refused. */
function readAsked(search: URLSearchParams, selection: Asked["selection"]): Asked {
  const format = search.get("format") ?? "";
  const zone = parseZone(search.get("zone") ?? "UTC");
  const { query, dropped } = readMemberQuery(search);
  const wrong = [
    ...dropped.map(({ name }) => name).filter((name) => name !== "page" && name !== "size"),
    ...[...search.keys()].filter((name) => !known.has(name)),
  ];
  if (!isExportFormat(format) || zone === null || wrong.length > 0)
    throw new AppError("bad_input", [
      ...(isExportFormat(format) ? [] : ["format"]),
      ...(zone === null ? ["zone"] : []),
      ...wrong,
    ]);
  return { query, selection, format, zone };
}

/** A selection may be longer than an address: it comes in the body, from this desk's own pages only. */
async function readSelection(request: Request): Promise<Asked["selection"]> {
  if (isForeignOrigin(request.headers, readWebEnv().url)) throw new AppError("forbidden");
  if (Number(request.headers.get("content-length") ?? longestSelection) >= longestSelection)
    throw new AppError("bad_input", ["relationIds"]);
  const body = selectionInput.safeParse(await request.json().catch(() => null));
  if (!body.success) throw new AppError("bad_input", ["relationIds"]);
  return body.data.relationIds;
}

const exportRoute = (selectionOf: (request: Request) => Promise<Asked["selection"]>) =>
  getRoute(
    "member.export",
    async (_, search, request) => readAsked(search, await selectionOf(request)),
    async (context, asked, signal) => {
      const words = await exportWords(asked.query, asked.selection?.length ?? null, {
        zone: asked.zone,
        scope: context.actor.scope,
      });
      const input = { ...asked, words };
      return fileResponse(await exportMembers(context, input, signal), {
        format: asked.format,
        payer: context.payer,
        fileName: words.fileName,
        plainName: "linkbook-members",
      });
    },
  );

/**
 * The list that the address describes, all its pages: `format`, `zone`, and the parameters of the members page. A link on
 * another site may not have a person's browser make files, each of which is a row of the log.
 */
export const GET = exportRoute(async ({ headers }) => {
  if (isCrossSite(headers)) throw new AppError("forbidden");
  return null;
});

/** The same of a selection: `{ relationIds }`, in the order of the list. */
export const POST = exportRoute(readSelection);

/** Next would run GET and throw its file away. */
export const HEAD = (): Response => new Response(null, { status: 405, headers: { allow: "GET, POST" } });
