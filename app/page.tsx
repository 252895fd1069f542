import { redirect } from "next/navigation";
import { withAccount } from "@/lib/domain/account-param";
import { isAnythingWaiting } from "@/lib/domain/views/attention";
import { needsAttention } from "@/lib/services/attention/needs-attention";
import { abilitiesIn } from "@/lib/services/context";
import { deskStatus } from "@/lib/services/desk/desk-status";
import { askedContext } from "./_wiring/page-context";

/** The way in: what waits for somebody, and when nothing does, the list of members. */
export default async function Home() {
  const context = await askedContext();
  if (!context || !abilitiesIn(context).includes("member.read")) redirect("/members");
  const account = context.actor.payers.size > 1 ? context.payer : null;
  const isNeeded = isAnythingWaiting(await needsAttention(context), await deskStatus(context));
  redirect(withAccount(isNeeded ? "/attention" : "/members", account));
}
