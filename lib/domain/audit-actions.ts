/** What the log's rows can be about, as this version writes them; the message files have words for each. */
export const auditActions = [
  "alias.adopted",
  "calibration.abandon",
  "calibration.abandoned",
  "calibration.advanced",
  "calibration.confirm",
  "calibration.confirmed",
  "calibration.start",
  "calibration.started",
  "change.late_effect",
  "change.settled",
  "change_set.applied",
  "change_set.apply",
  "change_set.stop",
  "change_set.stopped",
  "draft.discard",
  "draft.discarded",
  "draft.edit",
  "draft.edited",
  "draft.rebased",
  "draft.taken_out",
  "member.check",
  "operation.answered",
  "operation.cut_off",
  "operation.sending",
  "person.add",
  "person.disable",
  "person.reset_password",
  "session.mint",
  "session.sign_in",
  "session.sign_out",
  "session.sign_out_everywhere",
  "settings.trusteeship",
  "writes.pause",
  "writes.resume",
  "writes.switch",
] as const;

type AuditAction = (typeof auditActions)[number];

/** Whether there are words for an action; another version's are shown as they are. */
export const isAuditAction = (text: string): text is AuditAction => auditActions.some((action) => action === text);
