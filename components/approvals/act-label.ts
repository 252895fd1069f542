import { useTranslations } from "next-intl";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { changeAct, deskActs, linkActs, type SecondPersonAct } from "@/lib/domain/second-person";

/** Gives the name of an act that may want a second person. */
export function useActLabel(): (act: SecondPersonAct) => string {
  const words = useTranslations("words");
  return (act) => {
    const other = [...linkActs, ...deskActs].find((known) => known === act);
    if (other) return words(`secondPersonAct.${other}`);
    const change = permissionCodes
      .flatMap((code) => (["add", "remove"] as const).map((direction) => ({ code, direction })))
      .find((known) => changeAct(known) === act);
    return change ? `${words(`permission.${change.code}`)}: ${words(`direction.${change.direction}`)}` : act;
  };
}
