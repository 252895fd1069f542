import { useTranslations } from "next-intl";
import { Time } from "@/components/ui/time";
import { tellingCode } from "@/components/upstream/explained-code";
import { Fact, Raw } from "@/components/upstream/fact";
import { useCodeWords } from "@/components/upstream/upstream-code";
import type { UpstreamView } from "@/lib/domain/views/change-set";

interface Props {
  readonly attempt: UpstreamView;
  readonly title: string;
  /** The level of its heading: below that of the section it stands in. */
  readonly level: "h3" | "h4";
  /** What its code means stands on the page already. */
  readonly isExplained?: boolean;
}

/** One request to Alibaba Cloud: its answer as it came, with both RequestIds, and what that means. */
export function UpstreamAttempt({ attempt, title, level: Heading, isExplained = false }: Props) {
  const t = useTranslations("changes.receipts");
  const words = useTranslations("words");
  const wordsOf = useCodeWords();
  const telling = isExplained ? null : tellingCode(attempt);
  const meaning = telling === null ? null : wordsOf(telling);
  return (
    <div className="grid gap-2 rounded-md border border-line px-3 py-2">
      <Heading className="text-ink-2">{title}</Heading>
      {meaning === null ? null : <p>{meaning}</p>}
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2 xl:grid-cols-4">
        <Fact term={t("answer")}>{attempt.answer === null ? t("nothing") : words(`answer.${attempt.answer}`)}</Fact>
        <Fact term={t("status")}>{attempt.status ?? t("nothing")}</Fact>
        <Fact term={t("code")}>{attempt.code === null ? t("nothing") : <Raw>{attempt.code}</Raw>}</Fact>
        <Fact term={t("message")}>{attempt.message ?? t("nothing")}</Fact>
        <Fact term={t("requestIdSent")}>
          {attempt.requestIdSent === "" ? t("nothing") : <Raw>{attempt.requestIdSent}</Raw>}
        </Fact>
        <Fact term={t("requestIdAnswered")}>
          {attempt.requestIdAnswered === null ? t("nothing") : <Raw>{attempt.requestIdAnswered}</Raw>}
        </Fact>
        <Fact term={t("sent")}>
          <Time at={attempt.sentAt} />
        </Fact>
        <Fact term={t(attempt.answeredAt !== null && attempt.status === null ? "brokeOff" : "answered")}>
          {attempt.answeredAt === null ? t("nothing") : <Time at={attempt.answeredAt} />}
        </Fact>
      </dl>
    </div>
  );
}
