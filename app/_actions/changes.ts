"use server";

import { z } from "zod";
import { permissionCodes } from "@/lib/domain/permission-catalogue";
import { applyChangeSet as apply } from "@/lib/services/changes/apply-change-set";
import { discardDraft as discard } from "@/lib/services/changes/discard-draft";
import { lookAgain as look } from "@/lib/services/changes/look-again";
import { setWanted as want, setWantedMany as wantMany } from "@/lib/services/changes/set-wanted";
import { stopChangeSet as stop } from "@/lib/services/changes/stop-change-set";
import { takeOut as take } from "@/lib/services/changes/take-out";
import { takeUpChanges as takeUp } from "@/lib/services/changes/take-up-changes";
import { action } from "../_wiring/action";
import { manyInput, relationIdInput, untilInput } from "../_wiring/input";

const changeSetId = z.string().max(64);
const one = z.strictObject({ changeSetId });
const wanted = z.strictObject({ relationId: relationIdInput, code: z.enum(permissionCodes), wanted: z.boolean() });
const many = z.strictObject({
  of: manyInput,
  code: z.enum(permissionCodes),
  wanted: z.boolean(),
});
const applied = z.strictObject({
  changeSetId,
  planHash: z.string().max(128),
  reason: z.string().max(1_000),
  until: untilInput.optional(),
});

const takenUp = z.strictObject({ changeSetId, how: z.enum(["retry", "undo"]) });

const ofRelation = z.strictObject({ relationId: relationIdInput });

const entity = (input: z.output<typeof one>) => `change_set:${input.changeSetId}`;

/** Notes in the person's draft what a box should say. Nothing is sent. */
export const setWanted = action("draft.edit", wanted, want, { entity: (input) => `relation:${input.relationId}` });

/** The same for many relations at once, chosen one by one or by a view of the members list. Nothing is sent. */
export const setWantedMany = action("draft.edit_many", many, wantMany, {
  entity: ({ of }) => ("view" in of ? "relation:view" : `relation:${of.relationIds.slice(0, 3).join(",")}`),
});

/** Plans a relation of the draft again, on what is observed now. Nothing is sent. */
export const lookAgain = action("draft.edit", ofRelation, look, {
  entity: ({ relationId }) => `relation:${relationId}`,
});

/** Takes a relation out of the draft. */
export const takeOut = action("draft.edit", ofRelation, take, { entity: ({ relationId }) => `relation:${relationId}` });

/** Throws the person's draft away. */
export const discardDraft = action("draft.discard", one, discard, { entity });

/** Puts a reviewed plan on the executor's list (upstream: ModifyAccountRelation, sent by the worker). */
export const applyChangeSet = action("change_set.apply", applied, apply, { entity });

/** Puts what was not sent or had no effect, or the reverse of what was verified, into the person's draft. Nothing is sent. */
export const takeUpChanges = action("draft.take_up", takenUp, takeUp, { entity });

/** Stops what is not yet being sent. */
export const stopChangeSet = action("change_set.stop", one, stop, { entity });
