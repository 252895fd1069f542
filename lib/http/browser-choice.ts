import { z } from "zod";
import { isForeignOrigin } from "@/lib/http/bad-origin";

/**
 * What a form's field says, for choices that are kept in a browser: no session, no script. `null` from another site,
 * from what is no browser, without a form and for an unknown value; no person and no account is behind it to log.
 */
export function browserChoice<Value extends string>(
  headers: Headers,
  deskUrl: string,
  form: unknown,
  field: string,
  values: readonly Value[],
): Value | null {
  if (isForeignOrigin(headers, deskUrl)) return null;
  const read = z.instanceof(FormData).safeParse(form);
  return z.enum(values).safeParse(read.data?.get(field)).data ?? null;
}
