import type { ExportFormat } from "@/lib/domain/views/export";
import type { Download } from "@/lib/services/exports/export-members";

const mediaTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

interface Named {
  readonly format: ExportFormat;
  readonly payer: string;
  /** What its name begins with: in the reader's language, and for what reads no other letters. */
  readonly fileName: string;
  readonly plainName: string;
}

/** A file to be saved. Both names, since not everything reads the second (RFC 6266). */
export function fileResponse({ body, at }: Download, { format, payer, fileName, plainName }: Named): Response {
  const ending = `${payer}-${at.slice(0, 19).replace(/[-:]/g, "")}Z.${format}`;
  const name = encodeURIComponent(`${fileName}-${ending}`);
  return new Response(body, {
    headers: {
      "content-type": mediaTypes[format],
      "content-disposition": `attachment; filename="${plainName}-${ending}"; filename*=UTF-8''${name}`,
    },
  });
}
