"use server";

import { z } from "zod";
import { mostAtOnce } from "@/lib/domain/most-at-once";
import { decideApproval as decide } from "@/lib/services/approvals/decide-approval";
import { sendForApproval as send } from "@/lib/services/approvals/send-for-approval";
import { withdrawApproval as withdraw } from "@/lib/services/approvals/withdraw-approval";
import { action } from "../_wiring/action";
import { relationIdInput, untilInput } from "../_wiring/input";

const reviewed = z.strictObject({
  changeSetId: z.string().max(64),
  planHash: z.string().max(128),
  reason: z.string().max(1_000),
  until: untilInput.optional(),
});
const one = z.strictObject({ approvalId: z.string().max(64) });
const decision = z.strictObject({
  approvalId: z.string().max(64),
  hash: z.string().max(128),
  decision: z.enum(["approve", "reject"]),
  except: z.array(relationIdInput).max(mostAtOnce).readonly(),
  reason: z.string().max(1_000),
});
const entity = (input: z.output<typeof one>) => `approval:${input.approvalId}`;

/** Puts the person's reviewed draft before a second person. Nothing is sent. */
export const sendForApproval = action("approval.request", reviewed, send, {
  entity: ({ changeSetId }) => `change_set:${changeSetId}`,
});

/** Decides what somebody else has asked for: what is agreed to is put on the executor's list, or done. */
export const decideApproval = action("approval.decide", decision, decide, { entity });

/** Takes back one's own request. */
export const withdrawApproval = action("approval.withdraw", one, withdraw, { entity });
