import type { Metadata } from "next";
import { cache } from "react";
import { RelationDesk } from "@/components/relation/relation-desk";
import { relationActsView } from "@/lib/services/account-operations/relation-acts";
import { relationView } from "@/lib/services/relations/relation-view";
import { answerInvitation, unlinkRelation } from "../../../_actions/account-operations";
import { abandonCalibration, confirmCalibration, startCalibration } from "../../../_actions/calibration";
import { setWanted } from "../../../_actions/changes";
import { editFacts } from "../../../_actions/facts";
import { askRecords, checkNow } from "../../../_actions/members";
import { relationIdOf } from "../../../_wiring/input";
import { orNotFound } from "../../../_wiring/or-not-found";
import { pageContext } from "../../../_wiring/page-context";
import { pageStatus } from "../../../_wiring/page-status";

interface Props {
  readonly params: Promise<{ readonly relationId: string }>;
}

/** For title and page alike: a foreign id gives neither a name nor a page. */
const readRelation = cache(async (text: string) => {
  const context = await pageContext();
  return (async () => relationView(context, { relationId: relationIdOf(text) }))().catch(
    orNotFound(context, ["relation", "relation.read", text]),
  );
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { row } = await readRelation((await params).relationId);
  return { title: row.nickname || row.accountName };
}

export default async function RelationPage({ params }: Props) {
  const first = await readRelation((await params).relationId);
  const context = await pageContext();
  const { payer } = context;
  const { relationId } = first.row;
  const [status, acts] = await Promise.all([pageStatus(context), relationActsView(context, { relationId })]);
  return (
    <RelationDesk
      key={relationId}
      first={first}
      acts={acts}
      status={status}
      actions={{
        editFacts: editFacts.bind(null, payer),
        setWanted: setWanted.bind(null, payer),
        checkNow: checkNow.bind(null, payer),
        askRecords: askRecords.bind(null, payer),
        startCalibration: startCalibration.bind(null, payer),
        confirmCalibration: confirmCalibration.bind(null, payer),
        abandonCalibration: abandonCalibration.bind(null, payer),
        unlinkRelation: unlinkRelation.bind(null, payer),
        answerInvitation: answerInvitation.bind(null, payer),
      }}
    />
  );
}
