import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import type { Pile } from "@/lib/domain/views/attention";

interface Row {
  readonly subject: ReactNode;
  readonly what: ReactNode;
  readonly since: ReactNode;
  readonly mark: ReactNode;
  /** Who asked for it; null: nobody of the desk did. */
  readonly owner: string | null;
  readonly next: ReactNode;
  /** Opens under the row. */
  readonly more?: ReactNode;
}

interface Props<Item> {
  readonly title: string;
  readonly note: string;
  readonly pile: Pile<Item>;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item) => Row;
  /** What can be done about all of them. */
  readonly action?: ReactNode;
}

/** One kind of what waits: what it is about, since when, whose it is, and the next act. Nothing when there is none. */
export function PileSection<Item>({ title, note, pile, keyOf, row, action }: Props<Item>) {
  const t = useTranslations("attention");
  const format = useFormatter();
  const heading = useId();
  if (pile.count === 0) return null;
  return (
    <section aria-labelledby={heading} className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id={heading} className="text-lg font-semibold">
            {title} <span className="figures font-normal text-ink-2">{format.number(pile.count)}</span>
          </h2>
          <p className="max-w-prose text-sm text-ink-2">{note}</p>
        </div>
        {action}
      </div>
      <ul className="divide-y divide-line">
        {pile.items.map((item) => {
          const { subject, what, since, mark, owner, next, more } = row(item);
          return (
            <li key={keyOf(item)} className="grid gap-2 px-4 py-3">
              <div className="grid items-start gap-x-4 gap-y-1.5 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1.5fr)_minmax(0,1.4fr)_auto]">
                <div className="min-w-0">{subject}</div>
                <div className="min-w-0 text-sm">{what}</div>
                <div className="grid min-w-0 justify-items-start gap-1 text-sm">
                  {since === null ? null : <Fact name={t("since")}>{since}</Fact>}
                  {owner === null ? null : <Fact name={t("owner")}>{owner}</Fact>}
                  {mark}
                </div>
                <div className="flex flex-wrap items-center gap-2">{next}</div>
              </div>
              {more}
            </li>
          );
        })}
      </ul>
      {pile.count > pile.items.length ? (
        <p className="border-t border-line px-4 py-2 text-sm text-ink-2">
          {t("first", { shown: format.number(pile.items.length), count: format.number(pile.count) })}
        </p>
      ) : null}
    </section>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <span>
    <span className="text-ink-2">{name}</span> {children}
  </span>
);
