import { describe, expect, it } from "vitest";
import { instant, parseUid } from "@/lib/domain/ids";
import type { Locale } from "@/lib/domain/locale";
import type { NoticeFacts } from "@/lib/domain/notice";
import { mailOf } from "@/lib/notices/mail-text";

const uid = parseUid("1998833470017415");
if (!uid) throw new Error("not a UID");
const at = instant(Date.UTC(2026, 10, 25, 12, 30));
const details = { asker: "Rita", reason: "{agreed} <b>by phone</b>", decider: null, decisionReason: null };
const written = (facts: NoticeFacts, locale: Locale = "en", name: string | null = null) =>
  mailOf(facts, details, { locale, deskUrl: "https://desk.example.com", account: { uid, name } });

describe("a mail", () => {
  it("asks for a decision, with until when, by whom, why, and where", () => {
    const { subject, text } = written({ kind: "waiting", approvalId: "a-1", about: "change_set", expiresAt: at });
    expect(subject).toBe("[Linkbook] Permission changes: waits for your decision");
    expect(text.split("\n")).toEqual([
      expect.stringMatching(/^Rita asks for a second person\. .* void at Nov 25, 2026, 12:30 UTC\.$/),
      "",
      "Reason: {agreed} <b>by phone</b>",
      "Account: 1998833470017415",
      "",
      "https://desk.example.com/approvals/a-1?account=1998833470017415",
      "",
      expect.stringMatching(/ https:\/\/desk\.example\.com\/account$/),
      "",
    ]);
  });

  it("is written in its reader's language", () => {
    const { subject, text } = written({ kind: "failed", changeSetId: "s-1", failed: 2, changes: 9 }, "zh-CN", "集团");
    expect(subject).toBe("[Linkbook] 9 项变更中有 2 项未能实现");
    expect(text).toContain("申请人：Rita");
    expect(text).toContain("账号：集团 (1998833470017415)");
    expect(text).toContain("https://desk.example.com/changes/s-1?account=1998833470017415");
  });

  it.each([
    [
      { kind: "decided", approvalId: "a", about: "rule", status: "rejected", voidReason: null },
      "Rule of a plan: rejected",
    ],
    [
      {
        ...{ kind: "decided", approvalId: "a", about: "change_set", status: "approved", voidReason: null },
        leftOut: { relations: 1, of: 3 },
      },
      "Permission changes: approved in part",
    ],
    [
      { kind: "decided", approvalId: "a", about: "rule", status: "void", voidReason: "expired" },
      "Rule of a plan: void",
    ],
    [{ kind: "failed", operationId: "o", act: "unlink", outcome: "refused" }, "Unlink: Refused"],
    [{ kind: "late", changeSetId: "s", ends: 1, dueAt: at }, "An end has not come: 1 change"],
    [
      { kind: "drift", relations: 2, differences: 3, lateEffects: 1, since: at },
      "Changed outside of Linkbook: 2 relations",
    ],
    [{ kind: "test" }, "A test"],
  ] satisfies [NoticeFacts, string][])("says what happened: %j", (facts, subject) => {
    expect(written(facts).subject).toBe(`[Linkbook] ${subject}`);
    expect(written(facts, "zh-CN").subject).not.toBe(written(facts).subject);
  });
});
