import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CertificateSheet } from "@/components/sweeps/certificate-sheet";
import { may } from "@/lib/domain/policy";
import { abilitiesIn } from "@/lib/services/context";
import { populationCertificate } from "@/lib/services/sweeps/population-certificate";
import { denyPage } from "../../../_wiring/deny-page";
import { orNotFound } from "../../../_wiring/or-not-found";
import { pageContext } from "../../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sweeps"))("one.title") };
}

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function SweepPage({ params }: Props) {
  const context = await pageContext();
  if (!may(context.actor, "sweep.read", context.payer)) return denyPage(context, "sweep.read");
  const { id } = await params;
  const view = await populationCertificate(context, { sweepId: id }).catch(
    orNotFound(context, ["sweep", "sweep.read", id]),
  );
  return <CertificateSheet view={view} mayExport={abilitiesIn(context).includes("member.export")} />;
}
