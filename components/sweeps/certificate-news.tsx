import { useFormatter, useTranslations } from "next-intl";
import { DeskLink } from "@/components/shell/desk-link";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { CertificateHead, CountedIds } from "@/lib/domain/certificate";
import { isRelationState } from "@/lib/domain/relation-state";

/** Which relations came, went or stand in another state since the list before, and where the count moved. */
export function CertificateNews({ head: { compared, listed } }: { readonly head: CertificateHead }) {
  const t = useTranslations("sweeps.one.news");
  const format = useFormatter();
  const isNothing = compared !== null && compared.came.count + compared.went.count + compared.turned.count === 0;
  return (
    <div className="grid gap-4">
      {listed.totalMoved.length === 0 ? null : (
        <ul className="grid gap-1">
          {listed.totalMoved.map(({ page, from, to }) => (
            <li key={page}>
              {t("total", { page: format.number(page), from: format.number(from), to: format.number(to) })}
            </li>
          ))}
        </ul>
      )}
      {compared === null ? <p className="text-ink-2">{t("first")}</p> : null}
      {isNothing ? <p className="text-ink-2">{t("none")}</p> : null}
      {compared === null ? null : (
        <>
          <Ids kind="came" ids={compared.came} />
          <Ids kind="went" ids={compared.went} />
          <Turned turned={compared.turned} />
        </>
      )}
    </div>
  );
}

const linkClass =
  "inline-flex min-h-6 items-center font-mono text-sm text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent";

function Relation({ id }: { readonly id: string }) {
  return (
    <DeskLink href={`/members/${id}`} className={linkClass}>
      {id}
    </DeskLink>
  );
}

function Ids({ kind, ids }: { readonly kind: "came" | "went"; readonly ids: CountedIds }) {
  const t = useTranslations("sweeps.one.news");
  const format = useFormatter();
  if (ids.count === 0) return null;
  return (
    <div className="grid gap-1">
      <h3 className="font-medium">{t(kind, { count: format.number(ids.count) })}</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {ids.relationIds.map((id) => (
          <li key={id}>
            <Relation id={id} />
          </li>
        ))}
        <More count={ids.count - ids.relationIds.length} />
      </ul>
    </div>
  );
}

function Turned({ turned }: { readonly turned: NonNullable<CertificateHead["compared"]>["turned"] }) {
  const t = useTranslations("sweeps.one.news");
  const states = useTranslations("words.state");
  const format = useFormatter();
  if (turned.count === 0) return null;
  const title = t("turned", { count: format.number(turned.count) });
  const nameOf = (state: string) => (isRelationState(state) ? states(state) : `${states("unknown")}: ${state}`);
  return (
    <div className="grid gap-2">
      <h3 className="font-medium">{title}</h3>
      <Table label={title}>
        <thead>
          <tr>
            {(["relation", "from", "to"] as const).map((column) => (
              <HeadCell key={column}>{t(column)}</HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {turned.relations.map(({ relationId, from, to }) => (
            <tr key={relationId}>
              <Cell>
                <Relation id={relationId} />
              </Cell>
              <Cell>{nameOf(from)}</Cell>
              <Cell>{nameOf(to)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <ul>
        <More count={turned.count - turned.relations.length} />
      </ul>
    </div>
  );
}

function More({ count }: { readonly count: number }) {
  const t = useTranslations("sweeps.one.news");
  const format = useFormatter();
  return count > 0 ? <li className="text-ink-2">{t("more", { count: format.number(count) })}</li> : null;
}
