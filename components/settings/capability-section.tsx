import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { Tone } from "@/components/ui/tone";
import { UpstreamCode } from "@/components/upstream/upstream-code";
import type { ApiOperation } from "@/lib/domain/capability";
import type { Instant } from "@/lib/domain/ids";
import { Section } from "./section";

interface Capability {
  readonly operation: ApiOperation;
  readonly state: "works" | "refused" | "never";
  readonly code: string | null;
  readonly requestId: string | null;
  readonly at: Instant | null;
}

const tones: Record<Capability["state"], Tone> = { works: "good", refused: "bad", never: "neutral" };

/** Which of the vendor's operations this account may call, as their answers have shown. */
export function CapabilitySection({ capabilities }: { readonly capabilities: readonly Capability[] }) {
  const t = useTranslations("settings.capabilities");
  return (
    <Section title={t("title")} note={t("note")}>
      <Table label={t("title")}>
        <thead>
          <tr>
            {(["operation", "state", "at"] as const).map((column) => (
              <HeadCell key={column} className={column === "at" ? "max-sm:hidden" : ""}>
                {t(column)}
              </HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {capabilities.map(({ operation, state, code, requestId, at }) => (
            <tr key={operation}>
              <Cell className="min-w-36">
                <span className="block">{t(`of.${operation}`)}</span>
                <span className="font-mono text-xs text-ink-2">{operation}</span>
              </Cell>
              <Cell>
                <Badge tone={tones[state]}>{t(state)}</Badge>
                {code === null ? null : (
                  <p className="mt-1 max-w-prose text-sm">
                    <UpstreamCode code={code} requestId={requestId} />
                  </p>
                )}
                {at === null ? null : (
                  <p className="mt-1 text-sm text-ink-2 sm:hidden">
                    <Time at={at} />
                  </p>
                )}
              </Cell>
              <Cell className="whitespace-nowrap max-sm:hidden">{at === null ? "–" : <Time at={at} />}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
