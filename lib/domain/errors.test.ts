import { expect, test, vi } from "vitest";
import { AppError } from "@/lib/domain/errors";

test("an error of the other copy of this module is known for what it is, and others are not", async () => {
  vi.resetModules();
  const other = await import("@/lib/domain/errors");
  expect(other.AppError).not.toBe(AppError);
  const thrown: unknown = new other.AppError("storage_gone");
  expect(thrown instanceof AppError && thrown.code).toBe("storage_gone");
  expect(new AppError("conflict") instanceof other.AppError).toBe(true);
  for (const error of [new Error("AppError"), { name: "AppError", code: "conflict" }, null])
    expect(error instanceof AppError).toBe(false);
});
