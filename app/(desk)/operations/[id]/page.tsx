import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OperationDesk } from "@/components/account-operations/operation-desk";
import { accountOperationView } from "@/lib/services/account-operations/account-operation-view";
import { recordFinding, stopAccountOperation } from "../../../_actions/account-operations";
import { orNotFound } from "../../../_wiring/or-not-found";
import { pageContext } from "../../../_wiring/page-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("operations"))("one.title") };
}

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function OperationPage({ params }: Props) {
  const context = await pageContext();
  const { id } = await params;
  const view = await accountOperationView(context, { operationId: id }).catch(
    orNotFound(context, ["account_operation", "account_operation.read", id]),
  );
  const actions = {
    stopAccountOperation: stopAccountOperation.bind(null, context.payer),
    recordFinding: recordFinding.bind(null, context.payer),
  };
  return <OperationDesk key={id} first={view} actions={actions} />;
}
