import { describe, expect, it } from "vitest";
import { createLogger } from "@/lib/telemetry/logger";

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger("info", { write: (line) => void lines.push(line) }));
  return lines.join("");
}

describe("the log", () => {
  it("hides what is secret by its name, at any depth that we log", () => {
    const line = logged((logger) =>
      logger.info({
        password: "hunter2",
        person: { sessionId: "s-1", deep: { token: "t-1" } },
        LoginEmail: "a@b.example",
      }),
    );
    for (const secret of ["hunter2", "s-1", "t-1", "a@b.example"]) expect(line).not.toContain(secret);
  });

  it("takes e-mails, URLs and keys out of errors and their causes, and keeps the frames", () => {
    const cause = new Error("POST http://127.0.0.1/?LoginEmail=secret.person%40example.com failed.");
    const line = logged((logger) => logger.error({ err: new Error("for ops@example.com", { cause }) }, "it failed"));
    expect(line).not.toContain("secret.person");
    expect(line).not.toContain("ops@example.com");
    expect(line).toContain("logger.test.ts");
  });
});
