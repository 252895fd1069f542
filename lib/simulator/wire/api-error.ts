import { type Json, toJson } from "@/lib/simulator/json";

/** A refusal in the vendor's own form. Thrown anywhere before the operation runs. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: { readonly retryAfterMs?: number; readonly accessDenied?: { readonly [key: string]: Json } } = {},
  ) {
    super(message);
  }
}

/**
 * `{RequestId, HostId, Code, Message, Recommend}`. The first four are documented for BSS (common error page);
 * `Recommend` is the gateway's habit.
 */
export function errorBody(error: ApiError, requestId: string, host: string): string {
  return toJson({
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${error.code}&product=BssOpenApi&requestId=${requestId}`,
    ...(error.extra.accessDenied ? { AccessDeniedDetail: error.extra.accessDenied } : {}),
  });
}
