import { afterAll, beforeAll, expect, test } from "vitest";
import { personOfIdentity } from "@/lib/db/queries/identities";
import { joinIdentity } from "@/lib/services/people/join-identity";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
  for (const name of ["ada", "bob"]) await office.addPerson(`${name}@example.com`, ["viewer"], "a hash");
});
afterAll(() => office.close());

const author = { person: null, system: "cli", payerUid: null, correlationId: "r" };
const identity = { issuer: "https://sign-in.example.com", subject: "42" };
const join = (email: string, subject = identity.subject) =>
  joinIdentity({ database: office.database, author }, { ...identity, subject, email });

test("one identity is joined to one person, by whoever knows that they are the same", async () => {
  await join("Ada@example.com");
  expect(await personOfIdentity(office.database.read, identity)).toBe("ada");
  await expect(join("bob@example.com")).rejects.toMatchObject({ code: "conflict" });
  await expect(join("ada@example.com", "43")).rejects.toMatchObject({ code: "conflict" });
  await expect(join("nobody@example.com", "44")).rejects.toMatchObject({ code: "not_found" });
  expect((await office.log()).map(({ action, entity, detail }) => [action, entity, detail])).toEqual([
    ["person.join_identity", "person:ada", "{}"],
  ]);
});
