import { expect, test } from "vitest";
import { auditActions } from "@/lib/domain/audit-actions";
import { errorCodes } from "@/lib/domain/errors";
import { permissionCodes, permissionGroups } from "@/lib/domain/permission-catalogue";
import { roles } from "@/lib/domain/policy";
import { relationStates, relationTypes } from "@/lib/domain/relation-state";
import { notSentReasons, outcomes, planWarnings } from "@/lib/domain/views/change-set";
import { blockReasons } from "@/lib/domain/views/member";
import { english } from "@/lib/i18n/english";

const { words } = english;
const unknown = "unknown";

/** The domain's own identifiers and the keys of the words for them: neither has one too many. */
test.each([
  ["permission", words.permission, permissionCodes],
  ["group", words.group, permissionGroups],
  ["state", words.state, [...relationStates, unknown]],
  ["type", words.type, [...relationTypes, unknown]],
  ["blockReason", words.blockReason, blockReasons],
  ["outcome", words.outcome, outcomes],
  ["notSentReason", words.notSentReason, notSentReasons],
  ["planWarning", words.planWarning, planWarnings],
  ["role", words.role, roles],
  ["error", words.error, errorCodes],
])("there are words for every %s", (_, said, meant) => {
  expect(Object.keys(said).toSorted()).toEqual([...meant].toSorted());
});

test("there are words for every action of the log", () => {
  const keys = Object.entries(english.audit.actions).flatMap(([subject, verbs]) =>
    Object.keys(verbs).map((verb) => `${subject}.${verb}`),
  );
  expect(keys.toSorted()).toEqual([...auditActions].toSorted());
});
