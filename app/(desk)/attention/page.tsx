import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AttentionPiles } from "@/components/attention/attention-piles";
import { SweepProblems } from "@/components/members/sweep-problems";
import { needsAttention } from "@/lib/services/attention/needs-attention";
import { markDriftSeen } from "../../_actions/attention";
import { pageContext } from "../../_wiring/page-context";
import { pageStatus } from "../../_wiring/page-status";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("attention"))("title") };
}

/** What waits for somebody, each with who asked for it and the next act. */
export default async function AttentionPage() {
  const context = await pageContext();
  const [attention, status] = await Promise.all([needsAttention(context), pageStatus(context)]);
  const t = await getTranslations("attention");
  const mark = status.abilities.includes("member.check") ? markDriftSeen.bind(null, context.payer) : null;
  return (
    <div className="grid gap-5">
      <h1 className="text-xl font-semibold">{t("title")}</h1>
      <SweepProblems status={status} />
      <AttentionPiles
        attention={attention}
        payer={context.payer}
        abilities={status.abilities}
        markSeen={mark && ((relationId) => mark.bind(null, { relationId, until: attention.at }))}
      />
    </div>
  );
}
