import { expect, test } from "vitest";
import { parseUid, type Uid } from "@/lib/domain/ids";
import {
  type Ability,
  abilities,
  abilitiesOf,
  everyMember,
  isInScope,
  may,
  type Role,
  roles,
} from "@/lib/domain/policy";

const uid = (text: string): Uid => {
  const parsed = parseUid(text);
  if (!parsed) throw new Error(text);
  return parsed;
};
const payer = uid("9007199254740993");

/** Every cell by hand: a new role or ability fails here until somebody has thought about it. */
const table: Record<Ability, Record<Role, boolean>> = {
  "member.read": { viewer: true, requester: true, approver: true, reviewer: true, auditor: true, administrator: true },
  "member.check": {
    viewer: false,
    requester: true,
    approver: true,
    reviewer: true,
    auditor: false,
    administrator: true,
  },
  "member.export": {
    viewer: true,
    requester: true,
    approver: true,
    reviewer: true,
    auditor: true,
    administrator: true,
  },
  "fact.edit": {
    viewer: false,
    requester: true,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "sweep.read": { viewer: true, requester: true, approver: true, reviewer: true, auditor: true, administrator: true },
  "approval.decide": {
    viewer: false,
    requester: false,
    approver: true,
    reviewer: false,
    auditor: false,
    administrator: false,
  },
  "change.request": {
    viewer: false,
    requester: true,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: false,
  },
  "change.stop": {
    viewer: false,
    requester: true,
    approver: true,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "member.create": {
    viewer: false,
    requester: true,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: false,
  },
  "member.link": {
    viewer: false,
    requester: true,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: false,
  },
  "member.unlink": {
    viewer: false,
    requester: true,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: false,
  },
  "invitation.answer": {
    viewer: false,
    requester: true,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: false,
  },
  "calibration.run": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "writes.pause": {
    viewer: false,
    requester: true,
    approver: true,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "writes.resume": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "writes.switch": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "settings.read": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: false,
    auditor: true,
    administrator: true,
  },
  "settings.write": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "person.manage": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: false,
    auditor: false,
    administrator: true,
  },
  "audit.read": {
    viewer: false,
    requester: false,
    approver: false,
    reviewer: true,
    auditor: true,
    administrator: true,
  },
};

const alone = (role: Role) => ({ roles: new Set([role]), payers: new Set([payer]), scope: everyMember });

test.each(abilities)("%s: who may", (ability) => {
  const answers = Object.fromEntries(roles.map((role) => [role, may(alone(role), ability, payer)]));
  expect(answers).toEqual(table[ability]);
});

test("the table has every ability and nothing else", () => {
  expect(Object.keys(table).toSorted()).toEqual([...abilities].toSorted());
});

test("nobody may anything on an account that is not theirs", () => {
  const all = { roles: new Set(roles), payers: new Set([payer]), scope: everyMember };
  expect(abilitiesOf(all, uid("1"))).toEqual([]);
  expect(abilitiesOf({ ...all, payers: new Set<Uid>() }, payer)).toEqual([]);
  expect(abilitiesOf(all, payer)).toEqual(abilities);
});

test("no role, or one that nobody knows, gives nothing", () => {
  const unknown: ReadonlySet<Role> = new Set(JSON.parse('["owner","__proto__"]'));
  expect(abilitiesOf({ roles: unknown, payers: new Set([payer]), scope: everyMember }, payer)).toEqual([]);
  expect(abilitiesOf({ roles: new Set(), payers: new Set([payer]), scope: everyMember }, payer)).toEqual([]);
  const ability: Ability = JSON.parse('"everything"');
  expect(may(alone("administrator"), ability, payer)).toBe(false);
});

test("a person with a scope may nothing that is about the whole account, whatever their roles", () => {
  const scope = { kind: "some", owners: ["Ada"], costCentres: [] } as const;
  const all = { roles: new Set(roles), payers: new Set([payer]), scope };
  expect(abilitiesOf(all, payer)).toEqual([
    "member.read",
    "member.check",
    "member.export",
    "fact.edit",
    "change.request",
    "change.stop",
    "approval.decide",
    "member.unlink",
    "invitation.answer",
    "writes.pause",
  ]);
});

test("a scope is an owner or a cost centre as written; one that names nothing is nobody's members", () => {
  const scope = { kind: "some", owners: ["Ada"], costCentres: ["42"] } as const;
  expect(isInScope(scope, { owner: "Ada", costCentre: "" })).toBe(true);
  expect(isInScope(scope, { owner: "Bob", costCentre: "42" })).toBe(true);
  expect(isInScope(scope, { owner: "ada", costCentre: "4" })).toBe(false);
  expect(isInScope({ kind: "some", owners: [], costCentres: [] }, { owner: "", costCentre: "" })).toBe(false);
  expect(isInScope(everyMember, { owner: "", costCentre: "" })).toBe(true);
});
