import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { listedColumns, saveRelations } from "@/lib/db/queries/relations";
import { relationRow } from "@/lib/db/testing/relation-row";
import { noon } from "@/lib/db/testing/temp-database";
import { instant, parseRelationId, type RelationId } from "@/lib/domain/ids";
import { type FactEdit, type LocalFacts, noFacts } from "@/lib/domain/local-facts";
import { defaultMemberQuery } from "@/lib/domain/member-query";
import type { MemberScope } from "@/lib/domain/policy";
import { editFacts } from "@/lib/services/facts/edit-facts";
import { editFactsMany } from "@/lib/services/facts/edit-facts-many";
import { knownFacts } from "@/lib/services/facts/known-facts";
import { listMembers } from "@/lib/services/members/list-members";
import { relationView } from "@/lib/services/relations/relation-view";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

const id = (number: number): RelationId => {
  const parsed = parseRelationId(String(number));
  if (!parsed) throw new Error("not a relation id");
  return parsed;
};
const many = 250;
const all = Array.from({ length: many }, (_, index) => id(index + 1));
const [first = id(1)] = all;

let office: TempOffice;
beforeEach(async () => {
  office = await openTempOffice();
  await office.addPerson("rita@example.com", ["requester"]);
  await office.addPerson("otto@example.com", ["administrator"]);
  const rows = all.map((relationId, index) =>
    relationRow(office.payer, { relation_id: relationId, account_id: String(1_000 + index) }),
  );
  await office.database.transaction((tx) => saveRelations(tx, rows, listedColumns));
});
afterEach(() => office.close());

const as = (name: "rita" | "otto" | "vic", scope?: MemberScope) => {
  const roles = { rita: ["requester"], otto: ["administrator"], vic: ["viewer", "auditor"] } as const;
  const actor = office.actor(name, roles[name]);
  return { ...office.context(scope ? { ...actor, scope } : actor), now: () => noon };
};
const edit = (facts: Partial<LocalFacts>, version = 0, context = as("rita")) =>
  editFacts(context, { relationId: first, version, facts: { ...noFacts, ...facts } });
const stored = async (relationId = first) => (await relationView(as("rita"), { relationId })).facts;
const nothing: FactEdit = { owner: null, costCentre: null, addTags: [], removeTags: [] };
const editMany = (change: Partial<FactEdit>, of: Parameters<typeof editFactsMany>[1]["of"] = { relationIds: all }) =>
  editFactsMany(as("rita"), { of, edit: { ...nothing, ...change } });
const detailOf = (entry: { readonly detail: string } | undefined) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(entry?.detail ?? "{}"));

describe("the facts of one relation", () => {
  it("are none at first, and are kept tidied, with who wrote them and when", async () => {
    expect(await stored()).toEqual({ ...noFacts, version: 0, updatedAt: null, updatedBy: null });
    const kept = { owner: "Ada Lovelace", costCentre: "42", tags: ["eu", "prod"], note: "two\nlines" };
    const given = { owner: " Ada  Lovelace", costCentre: "42 ", tags: ["PROD", "eu"], note: "two\r\nlines " };
    const answer = { ...kept, version: 1, updatedAt: instant(noon), updatedBy: "rita@example.com" };
    expect(await edit(given)).toEqual(answer);
    expect(await stored()).toEqual(answer);
    expect(
      (await listMembers(as("rita"), defaultMemberQuery)).rows.find((row) => row.relationId === first),
    ).toMatchObject({ owner: "Ada Lovelace", costCentre: "42" });
  });

  it("are not overwritten by who had older ones before them", async () => {
    await edit({ owner: "Ada", note: "hers" });
    await expect(edit({ owner: "Bob" }, 0, as("otto"))).rejects.toMatchObject({ code: "conflict" });
    expect(await stored()).toMatchObject({ owner: "Ada", note: "hers", version: 1 });
    expect(await edit({ owner: "Bob" }, 1, as("otto"))).toMatchObject({ owner: "Bob", note: "", version: 2 });
  });

  it("are in the log with before and after; of a note there is a digest that its salt alone can prove", async () => {
    await edit({ owner: "Ada", tags: ["eu"], note: "call her on Fridays" });
    await edit({ owner: "Bob", tags: ["eu"], note: "call him" }, 1);
    const log = await office.log();
    const rows = log.filter(({ action }) => action === "fact.edited");
    expect(rows.map(({ entity }) => entity)).toEqual([`relation:${first}`, `relation:${first}`]);
    expect(detailOf(rows[0])).toMatchObject({ before: { owner: "", tags: [] }, after: { owner: "Ada", tags: ["eu"] } });
    const { note_salt: salt } = await office.database.read
      .selectFrom("local_fact")
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(detailOf(rows[1])).toEqual({
      before: { owner: "Ada" },
      after: { owner: "Bob" },
      noteDigest: createHash("sha256").update(`${salt}\ncall him`).digest("hex"),
    });
    expect(JSON.stringify(log)).not.toMatch(/Fridays|call/);
  });

  it("that are so already are no edit", async () => {
    await edit({ owner: "Ada" });
    expect(await edit({ owner: "Ada " }, 1)).toMatchObject({ version: 1 });
    expect((await office.log()).filter(({ action }) => action === "fact.edited")).toHaveLength(1);
  });

  it("have limits, which are named", async () => {
    const tags = Array.from({ length: 21 }, (_, at) => `t${at}`);
    await expect(edit({ owner: "x".repeat(201), tags, note: "x".repeat(2_001) })).rejects.toMatchObject({
      code: "bad_input",
      fields: ["owner", "tags", "note"],
    });
  });

  it("are everybody's to read and a requester's or administrator's to write", async () => {
    await expect(edit({ owner: "Vic" }, 0, as("vic"))).rejects.toMatchObject({ code: "forbidden" });
    expect((await relationView(as("vic"), { relationId: first })).facts.version).toBe(0);
    expect(await edit({ owner: "Otto" }, 0, as("otto"))).toMatchObject({ owner: "Otto" });
  });

  it("hand a member on to somebody else's scope, and then it is not there any more", async () => {
    await edit({ owner: "Rita" });
    const scope: MemberScope = { kind: "some", owners: ["Rita"], costCentres: [] };
    const mine = as("rita", scope);
    expect(await edit({ owner: "Bob" }, 1, mine)).toMatchObject({ owner: "Bob", version: 2 });
    await expect(edit({ owner: "Rita" }, 2, mine)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the facts of many", () => {
  it("are edited as a selection: the counts, each relation in the log, notes as they were", async () => {
    await edit({ owner: "Ada", tags: ["eu"], note: "stays" });
    expect(await editMany({ owner: "Ada", addTags: ["Prod"] })).toEqual({ changed: 250, alreadySo: 0, tooMany: 0 });
    expect(await editMany({ owner: "Ada" })).toEqual({ changed: 0, alreadySo: 250, tooMany: 0 });
    expect(await stored()).toMatchObject({ owner: "Ada", tags: ["eu", "prod"], note: "stays", version: 2 });
    expect(await stored(id(250))).toMatchObject({ owner: "Ada", tags: ["prod"], version: 1 });
    const log = await office.log();
    const relations = log
      .filter(({ action, entity }) => action === "fact.edited" && entity === null)
      .map((entry) => z.array(z.object({ relationId: z.string() })).parse(detailOf(entry).relations));
    expect(relations.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(new Set(relations.flat().map(({ relationId }) => relationId)).size).toBe(250);
    expect(detailOf(log.findLast(({ action }) => action === "fact.edited_many"))).toMatchObject({
      owner: "Ada",
      changed: 0,
      alreadySo: 250,
      of: "selection",
    });
  });

  it("are edited as a view, and a tag is taken away again", async () => {
    await editMany({ addTags: ["eu"] }, { relationIds: all.slice(0, 30) });
    await edit({ owner: "Ada", tags: ["eu"] }, 1);
    const view = { ...defaultMemberQuery, tag: "eu", unowned: true };
    expect(await editMany({ costCentre: "CC-1", removeTags: ["EU"] }, { view })).toMatchObject({ changed: 29 });
    expect(await listMembers(as("rita"), { ...defaultMemberQuery, tag: "eu" })).toMatchObject({ matching: 1 });
    expect(await listMembers(as("rita"), { ...defaultMemberQuery, costCentre: "CC-1" })).toMatchObject({
      matching: 29,
    });
    expect(await editMany({ owner: "" }, { relationIds: [first] })).toMatchObject({ changed: 1 });
    expect((await listMembers(as("rita"), defaultMemberQuery)).unowned).toBe(250);
  });

  it("leave who would have too many tags as they were", async () => {
    await edit({ tags: Array.from({ length: 20 }, (_, at) => `t${at}`) });
    expect(await editMany({ addTags: ["one more"], owner: "Ada" })).toEqual({ changed: 249, alreadySo: 0, tooMany: 1 });
    expect(await stored()).toMatchObject({ owner: "", version: 1 });
  });

  it("are all or none: a relation of nobody's, an edit of nothing, a text too long", async () => {
    await expect(editMany({ owner: "Ada" }, { relationIds: [first, id(999)] })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(editMany({})).rejects.toMatchObject({ code: "bad_input", fields: ["edit"] });
    await expect(editMany({ owner: "x".repeat(201) })).rejects.toMatchObject({ code: "bad_input", fields: ["owner"] });
    await expect(editMany({ owner: "Ada" }, { relationIds: [] })).rejects.toMatchObject({ code: "bad_input" });
    expect((await listMembers(as("rita"), defaultMemberQuery)).unowned).toBe(250);
  });

  it("are offered as others wrote them, within the person's scope", async () => {
    await editMany({ owner: "Ada", costCentre: "CC-1", addTags: ["eu"] }, { relationIds: all.slice(0, 5) });
    await editMany({ owner: "Bob", addTags: ["us"] }, { relationIds: all.slice(5, 9) });
    expect(await knownFacts(as("vic"))).toEqual({ owners: ["Ada", "Bob"], costCentres: ["CC-1"], tags: ["eu", "us"] });
    expect(await knownFacts(as("vic", { kind: "some", owners: ["Bob"], costCentres: [] }))).toEqual({
      owners: ["Bob"],
      costCentres: [],
      tags: ["us"],
    });
  });
});
