import { useTranslations } from "next-intl";
import { explainedCode, isOwnName } from "@/components/upstream/explained-code";

interface Props {
  /** As it came from Alibaba Cloud, or Linkbook's own name for an answer without one. */
  readonly code: string;
  readonly requestId: string | null;
}

/** What a code means in one sentence and what to do, with the raw code and the RequestId; a code without words: raw. */
export function UpstreamCode({ code, requestId }: Props) {
  const t = useTranslations("upstream");
  const said = useCodeWords()(code);
  return (
    <>
      {said === null ? null : <>{said} </>}
      <span className="inline-block max-w-full font-mono text-xs wrap-anywhere">
        {t(isOwnName(code) ? "ownName" : "code", { code })}
        {requestId === null ? null : <> · {t("requestId", { requestId })}</>}
      </span>
    </>
  );
}

/** Gives a code's meaning and what to do as one text, or null where there are no words for it. */
export function useCodeWords(): (code: string) => string | null {
  const t = useTranslations("upstream");
  return (code) => {
    const name = explainedCode(code);
    return name === null ? null : `${t(`${name}.means`)} ${t(`${name}.next`)}`;
  };
}
