import { z } from "zod";
import type { Uid } from "@/lib/domain/ids";
import { rawText, uid } from "./fields";

export interface CallerIdentity {
  accountId: Uid;
  arn: string;
}

const body = z.object({ AccountId: uid, Arn: rawText });

/** Reads an answer of STS GetCallerIdentity, which has no Code and no Success. `null` without an exact AccountId. */
export function parseCallerIdentity(answer: unknown): CallerIdentity | null {
  const parsed = body.safeParse(answer);
  return parsed.success ? { accountId: parsed.data.AccountId, arn: parsed.data.Arn } : null;
}
