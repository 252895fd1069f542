import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { Time } from "@/components/ui/time";
import { isRelationState, isRelationType } from "@/lib/domain/relation-state";

const plainValues = ["on", "off", "unknown", "listed", "unlisted"] as const;
const isTime = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text);

interface Props {
  /** What differs, as in `RelationEvent`. */
  readonly subject: string;
  readonly value: string | null;
}

/** One side of a difference in words: a status, a state, a time in the reader's zone, else as it came. */
export function EventValue({ subject, value }: Props) {
  const t = useTranslations("relation.events");
  const words = useTranslations("words");
  if (value === null || value === "") return t("nothing");
  if (subject === "state" && isRelationState(value)) return words(`state.${value}`);
  if (subject === "type" && isRelationType(value)) return words(`type.${value}`);
  if (subject === "permission_times")
    return value.split(", ").map((interval, index) => (
      <Fragment key={interval}>
        {index > 0 ? ", " : null}
        <Interval text={interval} />
      </Fragment>
    ));
  if (isTime(value)) return <Time at={value} />;
  const plain = plainValues.find((known) => known === value);
  return plain && (subject === "permission" || subject === "listed") ? t(`value.${plain}`) : value;
}

/** `start/end`, where `..` is open, as the difference of two observations names it. */
function Interval({ text }: { readonly text: string }) {
  const [from = "", to = ""] = text.split("/");
  return (
    <>
      {isTime(from) ? <Time at={from} /> : from === ".." ? "…" : from} –{" "}
      {isTime(to) ? <Time at={to} /> : to === ".." ? "…" : to}
    </>
  );
}
