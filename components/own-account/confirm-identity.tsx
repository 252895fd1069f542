"use client";

import { useTranslations } from "next-intl";
import { ProofForm, type ProveIdentity } from "./proof-form";

interface Props {
  readonly confirm: ProveIdentity;
  readonly wantsCode: boolean;
  /** Where to go afterwards: a path of the desk. */
  readonly then: string;
}

/** Asks for the password again and goes on by a full load, so that every page is told of it. */
export function ConfirmIdentity({ confirm, wantsCode, then }: Props) {
  const t = useTranslations("ownAccount.confirm");
  return <ProofForm prove={confirm} wantsCode={wantsCode} submit={t("submit")} onDone={() => location.assign(then)} />;
}
