import "server-only";
import { cookies, headers } from "next/headers";
import { readWebEnv } from "@/lib/env";
import { browserChoice } from "@/lib/http/browser-choice";

const kept = { path: "/", maxAge: 365 * 86_400, sameSite: "lax", httpOnly: true } as const;

/** Keeps in this browser's cookie what the field of a form says, if it is one of the values. */
export async function keepChoice(
  form: unknown,
  { field, cookie, values }: { readonly field: string; readonly cookie: string; readonly values: readonly string[] },
): Promise<void> {
  const value = browserChoice(await headers(), readWebEnv().url, form, field, values);
  if (value !== null) (await cookies()).set(cookie, value, kept);
}
