import { AppError } from "@/lib/domain/errors";
import { SettingError } from "@/lib/env";

/** What a person at the command line is told; the process ends with 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** What `parseArgs` throws: an option that is not known, or without its value. */
const isOfArguments = (error: unknown): error is Error =>
  error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");

/** Runs a command to its end: what it throws on purpose is said in one line each, what it does not, whole. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof AppError) console.error([error.code, ...(error.fields ?? [])].join(" "));
    else if (error instanceof SettingError || error instanceof CommandError || isOfArguments(error))
      console.error(error.message);
    else console.error(error);
  }
}
