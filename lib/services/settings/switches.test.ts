import { afterAll, beforeAll, expect, test } from "vitest";
import { accountState } from "@/lib/services/settings/account-state";
import {
  pauseWrites,
  resumeWrites,
  setRule,
  setTrusteeshipEditable,
  switchWrites,
} from "@/lib/services/settings/switches";
import { openTempOffice, type TempOffice } from "@/lib/services/testing/temp-office";

let office: TempOffice;
beforeAll(async () => {
  office = await openTempOffice();
});
afterAll(() => office.close());

const as = (name: string, role: "administrator" | "requester" | "viewer") => office.context(office.actor(name, [role]));
const state = () => accountState(as("vic", "viewer"));

test("a fresh account is read-only; an administrator turns writes on, and the executor hears of it", async () => {
  expect(await state()).toMatchObject({ writesOn: false, paused: false, trusteeshipEditable: false });
  expect(await switchWrites(as("ada", "administrator"), { on: true })).toMatchObject({ on: true, changed: true });
  expect(await state()).toMatchObject({ writesOn: true });
  expect(office.wakes.count).toBe(1);
  expect((await office.log()).at(-1)).toMatchObject({
    action: "writes.switch",
    personId: "ada",
    detail: '{"changed":true,"on":true}',
  });
});

test("whoever may change may pause; twice is once; only an administrator resumes", async () => {
  expect(await pauseWrites(as("req", "requester"), {})).toEqual({ on: true, changed: true });
  expect(await pauseWrites(as("req", "requester"), {})).toEqual({ on: true, changed: false });
  await expect(resumeWrites(as("req", "requester"), {})).rejects.toMatchObject({ code: "forbidden" });
  expect(await state()).toMatchObject({ paused: true });
  expect(await resumeWrites(as("ada", "administrator"), {})).toEqual({ on: false, changed: true });
  expect(await state()).toMatchObject({ paused: false });
});

test("nobody else moves a switch, and an account of others does not exist", async () => {
  await expect(switchWrites(as("req", "requester"), { on: false })).rejects.toMatchObject({ code: "forbidden" });
  await expect(setTrusteeshipEditable(as("vic", "viewer"), { on: true })).rejects.toMatchObject({ code: "forbidden" });
  const stranger = office.context(office.actor("stranger", ["administrator"], new Set()));
  await expect(pauseWrites(stranger, {})).rejects.toMatchObject({ code: "not_found" });
  expect(await state()).toMatchObject({ writesOn: true, paused: false, trusteeshipEditable: false });
});

test("a rule of plans is silenced for the account, which the log knows, and speaks again", async () => {
  const ada = as("ada", "administrator");
  expect(await setRule(ada, { rule: "high_risk", on: false })).toMatchObject({ on: false, changed: true });
  expect(await setRule(ada, { rule: "high_risk", on: false })).toMatchObject({ on: false, changed: false });
  expect(await setRule(ada, { rule: "old_observation", on: false })).toMatchObject({ on: false, changed: true });
  expect(await state()).toMatchObject({ rulesOff: ["high_risk", "old_observation"] });
  expect(await setRule(ada, { rule: "high_risk", on: true })).toMatchObject({ on: true, changed: true });
  expect(await state()).toMatchObject({ rulesOff: ["old_observation"] });
  expect((await office.log()).at(-1)).toMatchObject({
    action: "settings.rule",
    detail: '{"changed":true,"on":true,"rule":"high_risk"}',
  });
  await expect(setRule(as("req", "requester"), { rule: "high_risk", on: false })).rejects.toMatchObject({
    code: "forbidden",
  });
});
