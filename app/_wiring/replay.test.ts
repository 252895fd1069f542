import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Actor, type Role, roles } from "@/lib/domain/policy";
import { createAction } from "@/lib/http/action";
import { recordDenied } from "@/lib/services/audit/record-denied";
import { accountState } from "@/lib/services/settings/account-state";
import { switchWrites } from "@/lib/services/settings/switches";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";
import { createLogger } from "@/lib/telemetry/logger";

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
});
afterAll(() => office.close());

/** The same request, whoever's cookie it comes with. */
const replayedBy = (actor: Actor) =>
  createAction({
    headers: async () => new Headers({ origin: "http://desk.example", host: "desk.example" }),
    deskUrl: () => "http://desk.example",
    rethrow: () => undefined,
    requireActor: async () => actor,
    openPublicContext: () => office.context(actor),
    openPersonalContext: (who) => office.context(who),
    openContext: async (who, correlationId) => ({ ...office.context(who), correlationId }),
    recordDenied: (attempt) => recordDenied(attempt, office.database),
    logger: () => createLogger("silent"),
  })(
    "writes.switch",
    z.strictObject({ on: z.boolean() }),
    switchWrites,
  )(office.payer, { on: true });

const others = roles.filter((role): role is Exclude<Role, "administrator"> => role !== "administrator");

test.each(others)("the administrator's request, replayed by a %s, changes nothing and is in the log", async (role) => {
  expect(await replayedBy(office.actor(role, [role]))).toMatchObject({ ok: false, error: { code: "forbidden" } });
  expect((await office.log()).at(-1)).toMatchObject({
    action: "writes.switch",
    outcome: "denied",
    personId: role,
    payerUid: office.payer,
    detail: '{"code":"forbidden"}',
  });
  expect(await accountState(office.context(office.actor("vic", ["viewer"])))).toMatchObject({ writesOn: false });
});

test("somebody of another account is told that there is no such thing, and the administrator gets it done", async () => {
  const stranger = office.actor("stranger", ["administrator"], new Set());
  expect(await replayedBy(stranger)).toMatchObject({ ok: false, error: { code: "not_found" } });
  expect((await office.log()).at(-1)).toMatchObject({ outcome: "denied", personId: "stranger" });
  expect(await replayedBy(office.actor("ada", ["administrator"]))).toMatchObject({ ok: true });
  expect((await office.log()).at(-1)).toMatchObject({ outcome: "done", personId: "ada" });
});
