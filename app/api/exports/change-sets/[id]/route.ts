import { AppError } from "@/lib/domain/errors";
import { isExportFormat } from "@/lib/domain/views/export";
import { aimedAt } from "@/lib/http/aimed-at";
import { isCrossSite } from "@/lib/http/bad-origin";
import { exportReceipts } from "@/lib/services/exports/export-receipts";
import { parseZone } from "@/lib/services/exports/local-time";
import { getRoute } from "../../../../_wiring/get-route";
import { fileResponse } from "../../file-response";
import { receiptWords } from "./words";

const known: ReadonlySet<string> = new Set(["format", "zone", "account"]);

/** All receipts of a change set: `format`, `zone`. Not for a link on another site: each file is a row of the log. */
export const GET = getRoute(
  "change_set.export",
  ({ id }, search, { headers }) => {
    if (isCrossSite(headers)) throw new AppError("forbidden");
    const format = search.get("format") ?? "";
    const zone = parseZone(search.get("zone") ?? "UTC");
    const wrong = [...search.keys()].filter((name) => !known.has(name));
    if (!isExportFormat(format) || zone === null || wrong.length > 0)
      throw new AppError("bad_input", [
        ...(isExportFormat(format) ? [] : ["format"]),
        ...(zone === null ? ["zone"] : []),
        ...wrong,
      ]);
    return { changeSetId: id ?? "", format, zone };
  },
  async (context, asked, signal) => {
    const words = await receiptWords();
    return fileResponse(await exportReceipts(context, { ...asked, words }, signal), {
      format: asked.format,
      payer: context.payer,
      fileName: words.fileName,
      plainName: "linkbook-receipts",
    });
  },
  { entity: ({ id }) => aimedAt("change_set", id) },
);

/** Next would run GET and throw its file away. */
export const HEAD = (): Response => new Response(null, { status: 405, headers: { allow: "GET" } });
