import { expect, test } from "vitest";
import { readWebEnv } from "@/lib/env";

const desk = { NEXTAUTH_SECRET: "a secret that signs the sessions of tests", NEXTAUTH_URL: "http://localhost:3000" };
const mail = {
  LINKBOOK_SMTP_URL: "smtps://desk:p%40ss@mail.example.com",
  LINKBOOK_MAIL_FROM: "Linkbook <desk@example.com>",
};
const secret = `whsec_${Buffer.alloc(32, "k").toString("base64")}`;
const hook = { LINKBOOK_WEBHOOK_URL: "https://hooks.example.com/T0", LINKBOOK_WEBHOOK_SECRET: secret };

const problemsOf = (settings: Record<string, string>): string => {
  try {
    readWebEnv({ ...desk, ...settings });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

test("each way is off without its settings, and on with both", () => {
  expect(readWebEnv(desk).notices).toEqual({ mail: null, webhook: null });
  expect(readWebEnv({ ...desk, ...mail, ...hook }).notices).toEqual({
    mail: { server: mail.LINKBOOK_SMTP_URL, from: mail.LINKBOOK_MAIL_FROM },
    webhook: { address: hook.LINKBOOK_WEBHOOK_URL, secret },
  });
  expect(problemsOf({ ...mail, LINKBOOK_MAIL_FROM: "desk@example.com" })).toBe("");
  expect(problemsOf({ ...hook, LINKBOOK_WEBHOOK_URL: "http://127.0.0.1:9/hook" })).toBe("");
});

test.each([
  ["LINKBOOK_MAIL_FROM", { LINKBOOK_SMTP_URL: mail.LINKBOOK_SMTP_URL }],
  ["LINKBOOK_SMTP_URL", { LINKBOOK_MAIL_FROM: "desk@example.com" }],
  ["LINKBOOK_SMTP_URL", { ...mail, LINKBOOK_SMTP_URL: "https://mail.example.com" }],
  ["LINKBOOK_SMTP_URL", { ...mail, LINKBOOK_SMTP_URL: "mail.example.com" }],
  ["LINKBOOK_SMTP_URL", { ...mail, LINKBOOK_SMTP_URL: "smtp://desk:100%@mail.example.com" }],
  ["LINKBOOK_MAIL_FROM", { ...mail, LINKBOOK_MAIL_FROM: "the desk" }],
  ["LINKBOOK_MAIL_FROM", { ...mail, LINKBOOK_MAIL_FROM: "Desk, Finance <desk@example.com>" }],
  ["LINKBOOK_MAIL_FROM", { ...mail, LINKBOOK_MAIL_FROM: "a@example.com\r\nBcc: b@example.com" }],
  ["LINKBOOK_WEBHOOK_SECRET", { LINKBOOK_WEBHOOK_URL: hook.LINKBOOK_WEBHOOK_URL }],
  ["LINKBOOK_WEBHOOK_URL", { LINKBOOK_WEBHOOK_SECRET: secret }],
  ["LINKBOOK_WEBHOOK_URL", { ...hook, LINKBOOK_WEBHOOK_URL: "http://hooks.example.com" }],
  ["LINKBOOK_WEBHOOK_SECRET", { ...hook, LINKBOOK_WEBHOOK_SECRET: "whsec_c2hvcnQ=" }],
  ["LINKBOOK_WEBHOOK_SECRET", { ...hook, LINKBOOK_WEBHOOK_SECRET: "a secret of another kind, long enough" }],
])("%s is refused by its name, and never repeated: %j", (name, settings) => {
  const said = problemsOf(settings);
  expect(said).toMatch(new RegExp(`^${name}: `));
  expect(said.split("\n")).toHaveLength(1);
  for (const value of Object.values(settings)) expect(said).not.toContain(value);
});
