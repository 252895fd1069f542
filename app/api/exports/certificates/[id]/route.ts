import { AppError } from "@/lib/domain/errors";
import { aimedAt } from "@/lib/http/aimed-at";
import { isCrossSite } from "@/lib/http/bad-origin";
import { exportCertificate } from "@/lib/services/exports/export-certificate";
import { getRoute } from "../../../../_wiring/get-route";

/** A sweep's population certificate as a JSON file. Not by a link on another site: each file is a row of the log. */
export const GET = getRoute(
  "certificate.export",
  ({ id }, _, { headers }) => {
    if (isCrossSite(headers)) throw new AppError("forbidden");
    return { sweepId: id ?? "" };
  },
  async (context, input, signal) => {
    const { body, madeAt } = await exportCertificate(context, input, signal);
    const name = `linkbook-population-${context.payer}-${madeAt.slice(0, 19).replace(/[-:]/g, "")}Z.json`;
    return new Response(body, {
      headers: { "content-type": "application/json", "content-disposition": `attachment; filename="${name}"` },
    });
  },
  { entity: ({ id }) => aimedAt("sweep", id) },
);

/** Next would run GET and throw its file away. */
export const HEAD = (): Response => new Response(null, { status: 405, headers: { allow: "GET" } });
