import { useTranslations } from "next-intl";
import { permissionCodes } from "@/lib/domain/permission-catalogue";

/** What a file has to look like, before one is chosen. */
export function ImportGuide() {
  const t = useTranslations("imports");
  return (
    <div className="grid grid-cols-1 content-start gap-2">
      <h2 className="text-sm font-medium">{t("expected")}</h2>
      <div className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2">
        <div className="grid grid-cols-1 content-start gap-1">
          <h3 className="font-medium">{t("exportTitle")}</h3>
          <p className="text-sm text-ink-2">{t("exportText")}</p>
        </div>
        <div className="grid grid-cols-1 content-start gap-1">
          <h3 className="font-medium">{t("listTitle")}</h3>
          <p className="text-sm wrap-anywhere text-ink-2">{t("listText", { codes: permissionCodes.join(", ") })}</p>
          <pre className="rounded-md bg-sunken px-2 py-1 font-mono text-xs whitespace-pre-wrap break-all">
            {`${t("listExample")}\n6210322125051640001,FORBID_WITHDRAW_CASH,on`}
          </pre>
        </div>
      </div>
    </div>
  );
}
