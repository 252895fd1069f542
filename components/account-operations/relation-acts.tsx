"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AnswerInvitation } from "@/components/account-operations/answer-dialog";
import type { UnlinkRelation } from "@/components/account-operations/unlink-dialog";
import { DeskLink } from "@/components/shell/desk-link";
import { Button } from "@/components/ui/button";
import { useRelationActs } from "@/lib/client/account-operation";
import type { RelationAct } from "@/lib/domain/account-operation";
import type { ActView } from "@/lib/domain/views/account-operation";
import type { RelationView } from "@/lib/domain/views/member";

export interface ActActions {
  readonly unlinkRelation: UnlinkRelation;
  readonly answerInvitation: AnswerInvitation;
}

interface Props {
  readonly view: RelationView;
  readonly first: readonly ActView[];
  readonly actions: ActActions;
  /** Which acts are to stand here: an invitation is answered above the permissions, a link is ended below them. */
  readonly of: "invitation" | "link";
}

const loadUnlink = () => import("@/components/account-operations/unlink-dialog").then((file) => file.UnlinkDialog);
const loadAnswer = () => import("@/components/account-operations/answer-dialog").then((file) => file.AnswerDialog);
const UnlinkDialog = dynamic(loadUnlink);
const AnswerDialog = dynamic(loadAnswer);

/** What can be done with the relation as a whole, each with why it cannot be done now. */
export function RelationActs({ view, first, actions, of }: Props) {
  const t = useTranslations("operations");
  const [open, setOpen] = useState<RelationAct | null>(null);
  const { data } = useRelationActs(view.row.relationId, first);
  const acts = data.filter(({ act }) => (act === "unlink") === (of === "link"));
  const close = () => setOpen(null);
  return (
    <>
      {acts.length === 0 ? null : (
        <section aria-labelledby={`acts-${of}`} className="grid gap-2">
          <h2 id={`acts-${of}`} className="text-lg font-semibold">
            {t(of === "link" ? "acts.title" : "acts.invitation")}
          </h2>
          <div className="rounded-lg border border-line bg-surface">
            {acts.map(({ act, blocked, openOperationId }) => (
              <div
                key={act}
                className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-3 first:border-t-0"
              >
                <div className="min-w-0 flex-1 basis-64">
                  <p>{t(`acts.${act}.text`, { uid: view.row.uid })}</p>
                  {blocked === null ? null : (
                    <p id={`act-${act}-blocked`} className="text-sm text-warn">
                      {t(`blocked.${blocked}`)}
                      {openOperationId === null ||
                      (blocked !== "operation_open" && blocked !== "second_person") ? null : (
                        <>
                          {" "}
                          <DeskLink
                            href={`/operations/${openOperationId}`}
                            className="text-accent underline underline-offset-2"
                          >
                            {t("blocked.follow")}
                          </DeskLink>
                        </>
                      )}
                    </p>
                  )}
                </div>
                <Button
                  variant={act === "unlink" ? "danger" : act === "accept" ? "primary" : "plain"}
                  disabled={blocked !== null}
                  {...(blocked === null ? {} : { "aria-describedby": `act-${act}-blocked` })}
                  onPointerEnter={() => void (act === "unlink" ? loadUnlink() : loadAnswer())}
                  onFocus={() => void (act === "unlink" ? loadUnlink() : loadAnswer())}
                  onClick={() => setOpen(act)}
                >
                  {t(`acts.${act}.button`)}
                </Button>
              </div>
            ))}
          </div>
        </section>
      )}
      {open === "unlink" ? <UnlinkDialog view={view} unlink={actions.unlinkRelation} onClose={close} /> : null}
      {open === null || open === "unlink" ? null : (
        <AnswerDialog act={open} view={view} answer={actions.answerInvitation} onClose={close} />
      )}
    </>
  );
}
