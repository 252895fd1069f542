import { z } from "zod";
import { withCodes } from "@/lib/simulator/change";
import { minuteText } from "@/lib/simulator/clock";
import { hasRowsOff, relationView } from "@/lib/simulator/control/relation-view";
import { DoorError, type DoorRequest, type Route } from "@/lib/simulator/control/route";
import { isPermissionCode } from "@/lib/simulator/permission-codes";
import {
  codesOn,
  idSchema,
  RELATION_TYPES,
  type Relation,
  STATES,
  STATES_IN_EFFECT,
  VERBS,
} from "@/lib/simulator/relation";
import type { World } from "@/lib/simulator/world";

const knownCode = z.string().refine(isPermissionCode, "is none of the seven permission codes");
const flag = z.enum(["true", "false"]).transform((text) => text === "true");

const searchSchema = z.strictObject({
  state: z.enum(STATES).optional(),
  type: z.enum(RELATION_TYPES).optional(),
  counterpart: z.enum(["MASTER", "MEMBER"]).optional(),
  differentName: flag.optional(),
  /** A code that is on. */
  has: knownCode.optional(),
  /** A code that is not on. */
  lacks: knownCode.optional(),
  unmapped: flag.optional(),
  /** With or without ended or future permission rows. */
  rowsOff: flag.optional(),
  /** Part of name or nickname. */
  name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});

/** Minute precision, as everything here is kept, or empty. */
const timeSchema = z.string().regex(/^(\d{4}-\d\d-\d\dT\d\d:\d\dZ)?$/, "a time is like 2021-03-02T15:12Z, or empty");

const mintSchema = z.strictObject({
  name: z.string().min(1).optional(),
  nickname: z.string().optional(),
  state: z.enum(STATES).default("RELATED"),
  type: z.enum(RELATION_TYPES).default("FinancialManagement"),
  codes: z.array(knownCode).default([]),
  unmapped: z.array(z.string().min(1)).default([]),
  /** Further permission rows, with times of any kind. */
  rows: z.array(z.strictObject({ code: z.string().min(1), startTime: timeSchema, endTime: timeSchema })).default([]),
  setupTime: timeSchema.optional(),
  startTime: timeSchema.optional(),
  endTime: timeSchema.optional(),
  differentName: z.boolean().default(false),
  pending: z.array(z.strictObject({ verb: z.enum(VERBS), codes: z.array(knownCode).min(1) })).default([]),
  relationId: idSchema.optional(),
  memberUid: idSchema.optional(),
  /** The payer is then the member of this account. */
  masterUid: idSchema.optional(),
});

const memberSchema = z.strictObject({ act: z.enum(["accept", "decline", "unlink"]) });
const consoleSchema = z.strictObject({ verb: z.enum(VERBS), codes: z.array(z.string().min(1)).min(1) });

export const relationRoutes: readonly Route[] = [
  { method: "GET", path: "/relations", run: search },
  { method: "POST", path: "/relations", run: mint },
  {
    method: "GET",
    path: "/relations/:id",
    run: ({ parts, id }) => relationView(parts.world, indexOf(parts.world, id)),
  },
  { method: "POST", path: "/relations/:id/member", run: actAsMember },
  { method: "POST", path: "/relations/:id/console", run: changeInConsole },
];

function search({ parts, query }: DoorRequest) {
  const { world } = parts;
  const wanted = searchSchema.parse(query);
  const found: number[] = [];
  for (let index = 0; index < world.store.size && found.length < wanted.limit; index++) {
    if (fits(world, world.store.currentAt(index), wanted)) found.push(index);
  }
  return { relations: found.map((index) => relationView(world, index)) };
}

function fits(world: World, relation: Relation, wanted: z.infer<typeof searchSchema>): boolean {
  const on = codesOn(relation, world.clock.now());
  const is = <T>(wish: T | undefined, actual: T) => wish === undefined || wish === actual;
  return (
    is(wanted.state, relation.state) &&
    is(wanted.type, relation.type) &&
    is(wanted.counterpart, relation.masterUid === world.payerUid ? "MEMBER" : "MASTER") &&
    is(wanted.differentName, relation.differentName) &&
    is(
      wanted.unmapped,
      on.some((code) => !isPermissionCode(code)),
    ) &&
    is(wanted.rowsOff, hasRowsOff(relation, world.clock.now())) &&
    (wanted.has === undefined || on.includes(wanted.has)) &&
    (wanted.lacks === undefined || !on.includes(wanted.lacks)) &&
    (wanted.name === undefined || `${relation.name} ${relation.nickname}`.includes(wanted.name))
  );
}

function mint({ parts, body }: DoorRequest) {
  const { world } = parts;
  const { codes, unmapped, rows, relationId, memberUid, masterUid, ...wanted } = mintSchema.parse(body ?? {});
  const now = minuteText(world.clock.now());
  const hasStarted = STATES_IN_EFFECT.includes(wanted.state) || wanted.state === "CONNECTION_CANCELED";
  const fresh = freshIds(world);
  const counterpart = masterUid ?? memberUid ?? fresh.memberUid;
  if (masterUid !== undefined && memberUid !== undefined) throw new DoorError("give memberUid or masterUid, not both");
  if (world.knows(counterpart)) throw new DoorError(`this ${masterUid ? "masterUid" : "memberUid"} is taken`);
  const relation: Relation = {
    ...wanted,
    relationId: relationId ?? fresh.relationId,
    masterUid: masterUid ?? world.payerUid,
    memberUid: masterUid === undefined ? counterpart : world.payerUid,
    name: wanted.name ?? `测试成员 ${fresh.number} Co., Ltd.`,
    nickname: wanted.nickname ?? `minted ${fresh.number}`,
    setupTime: wanted.setupTime ?? now,
    startTime: wanted.startTime ?? (hasStarted ? now : ""),
    endTime: wanted.endTime ?? (wanted.state === "CONNECTION_CANCELED" ? now : ""),
    permissions: [...[...codes, ...unmapped].map((code) => ({ code, startTime: now, endTime: "" })), ...rows],
  };
  if (world.store.indexOf(relation.relationId) !== null) throw new DoorError("this relationId is taken");
  world.mint(relation);
  return relationView(world, indexOf(world, relation.relationId));
}

/** Ids outside of every range of the population; the store only grows, so its size numbers them. */
function freshIds(world: World) {
  const number = world.store.size - world.store.population.size + 1;
  return {
    number,
    relationId: String(700_000_000 + number),
    memberUid: String(2_200_000_000_000_000 + number * 1_000_003),
  };
}

function actAsMember({ parts, id, body }: DoorRequest) {
  const { world } = parts;
  const { act } = memberSchema.parse(body);
  const index = indexOf(world, id);
  const relation = world.store.currentAt(index);
  if (!world.act(relation, act, { by: "member" })) {
    throw new DoorError(`the member cannot ${act} while the relation is ${relation.state}`);
  }
  return relationView(world, index);
}

function changeInConsole({ parts, id, body }: DoorRequest) {
  const { world } = parts;
  const { verb, codes } = consoleSchema.parse(body);
  const index = indexOf(world, id);
  const relation = world.store.currentAt(index);
  const now = world.clock.now();
  const changing = codes.filter((code) => codesOn(relation, now).includes(code) === (verb === "DELETE"));
  world.console(relation, withCodes(relation, verb, changing, now), verb, changing);
  return relationView(world, index);
}

function indexOf(world: World, id: string): number {
  const index = idSchema.safeParse(id).success ? world.store.indexOf(id) : null;
  if (index === null) throw new DoorError(`there is no relation ${id}`, 404);
  return index;
}
