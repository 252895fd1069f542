"use server";

import { z } from "zod";
import { factLimits } from "@/lib/domain/local-facts";
import { editFacts as edit } from "@/lib/services/facts/edit-facts";
import { editFactsMany as editMany } from "@/lib/services/facts/edit-facts-many";
import { action } from "../_wiring/action";
import { manyInput, relationIdInput } from "../_wiring/input";

// Longer than any may be, before it is tidied: what is too long is named by the service.
const text = z.string().max(4 * factLimits.note);
const tags = z.array(z.string().max(1_000)).max(1_000).readonly();

const edited = z.strictObject({
  relationId: relationIdInput,
  version: z.int().min(0),
  facts: z.strictObject({ owner: text, costCentre: text, tags, note: text }),
});
const editedMany = z.strictObject({
  of: manyInput,
  edit: z.strictObject({ owner: text.nullable(), costCentre: text.nullable(), addTags: tags, removeTags: tags }),
});

/** Puts other local facts in the place of a relation's. Nothing is sent. */
export const editFacts = action("fact.edit", edited, edit, { entity: ({ relationId }) => `relation:${relationId}` });

/** Edits the facts of many relations at once, chosen one by one or by a view of the members list. Nothing is sent. */
export const editFactsMany = action("fact.edit_many", editedMany, editMany, {
  entity: ({ of }) => ("view" in of ? "relation:view" : `relation:${of.relationIds.slice(0, 3).join(",")}`),
});
