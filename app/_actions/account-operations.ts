"use server";

import { z } from "zod";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { actOnRelation } from "@/lib/services/account-operations/act-on-relation";
import { createMemberAccount as create } from "@/lib/services/account-operations/create-member-account";
import { linkAccount as link } from "@/lib/services/account-operations/link-account";
import { recordFinding as record } from "@/lib/services/account-operations/record-finding";
import { stopAccountOperation as stop } from "@/lib/services/account-operations/stop-account-operation";
import { action } from "../_wiring/action";
import { relationIdInput } from "../_wiring/input";

// Longer than any field may be: what is too long for its field is named by the service.
const text = z.string().max(1_000);
const reason = text;
const field = text.nullable();

const newAccount = z.strictObject({
  loginEmail: text,
  accountAttr: field,
  enterpriseName: field,
  firstName: field,
  lastName: field,
  nationCode: field,
  provinceName: field,
  cityName: field,
  postcode: field,
});
const created = z.strictObject({ account: newAccount, confirmation: text, reason, tryAgain: z.boolean() });

const grant = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("permissions"), codes: z.array(z.enum(permissionCodes)).max(7) }),
  z.strictObject({ kind: z.literal("trusteeship") }),
]);
const linked = z.strictObject({ memberUid: text, nickname: field, grant, reason });

const unlinked = z.strictObject({
  relationId: relationIdInput,
  act: z.literal("unlink"),
  confirmation: z.string().max(64),
  reason,
});
const answered = z.strictObject({
  relationId: relationIdInput,
  act: z.enum(["cancel", "accept", "decline"]),
  confirmation: z.null(),
  reason,
});

const operationId = z.string().max(64);
const one = z.strictObject({ operationId });
const found = z.strictObject({
  operationId,
  finding: z.enum(["created", "not_created"]),
  uid: z.string().max(64).nullable(),
  note: text,
});

const ofOperation = { entity: (input: z.output<typeof one>) => `account_operation:${input.operationId}` };
const ofRelation = {
  entity: (input: Pick<z.output<typeof unlinked>, "relationId">) => `relation:${input.relationId}`,
};

/** Asks for a new member account (upstream: CreateAgAccount, sent by the worker). */
export const createMemberAccount = action("member.create", created, create);

/** Asks for a link to an account that exists (upstream: AddAccountRelation, sent by the worker). */
export const linkAccount = action("member.link", linked, link);

/** Asks for the end of a link (upstream: RelieveAccountRelation, sent by the worker). */
export const unlinkRelation = action("member.unlink", unlinked, actOnRelation, ofRelation);

/** Asks for the answer to an invitation, or for its end (upstream: ConfirmRelation, sent by the worker). */
export const answerInvitation = action("invitation.answer", answered, actOnRelation, ofRelation);

/** Stops an account operation of which nothing was sent. */
export const stopAccountOperation = action("account_operation.stop", one, stop, ofOperation);

/** Keeps what a person found in Alibaba Cloud's console after a create whose end is not known. */
export const recordFinding = action("account_operation.record", found, record, ofOperation);
