import type { Fault } from "@/lib/simulator/fault-kinds";
import { toJson } from "@/lib/simulator/json";
import type { Body, Operation, Outcome } from "@/lib/simulator/operations/operation";
import type { Switches } from "@/lib/simulator/switches";
import { ApiError, errorBody } from "@/lib/simulator/wire/api-error";
import type { Reply } from "@/lib/simulator/wire/reply";

const JSON_TYPE = "application/json;charset=utf-8";
const HOSTS: Record<Operation["product"], string> = {
  BssOpenApi: "business.aliyuncs.com",
  Sts: "sts.aliyuncs.com",
};

type Context = { readonly requestId: string; readonly product: Operation["product"]; readonly switches: Switches };

/** An error in the vendor's form; a throttled one with its header in milliseconds. */
export function refusalReply(error: ApiError, requestId: string, product: Operation["product"]): Reply {
  const { retryAfterMs } = error.extra;
  return {
    status: error.status,
    code: error.code,
    contentType: JSON_TYPE,
    headers: {
      "x-acs-request-id": requestId,
      ...(retryAfterMs === undefined ? {} : { "x-acs-retry-after": String(retryAfterMs) }),
    },
    text: errorBody(error, requestId, HOSTS[product]),
  };
}

/** Throttling as documented: 503, the wait in a header that the official SDK reads as milliseconds. */
export function throttled(retryAfterMs: number): ApiError {
  return new ApiError(503, "Throttling.User", "Request was denied due to user flow control.", { retryAfterMs });
}

/** What the operation really answers. How a refusal by the business travels is not known, hence the switch. */
export function honestReply(outcome: Outcome, context: Context): Reply {
  if (outcome.kind === "done") return jsonReply(outcome.body, context);
  const { code, message } = outcome.refusal;
  if ((outcome.travels ?? context.switches.businessErrors) === "http400") {
    return refusalReply(new ApiError(400, code, message), context.requestId, context.product);
  }
  return jsonReply({ Code: code, Message: message, RequestId: context.requestId, Success: false }, context);
}

/** What leaves instead under a fault; the honest reply for the kinds that only touch effect, time or connection. */
export function faultyReply(fault: Fault, outcome: Outcome, honest: Reply, context: Context): Reply {
  const refusal = (error: ApiError) => refusalReply(error, context.requestId, context.product);
  switch (fault.kind) {
    case "status503":
      return refusal(new ApiError(503, "ServiceUnavailable", "The request has failed due to a temporary failure."));
    case "status500_before":
    case "status500_after":
      return refusal(new ApiError(500, "InternalError", "An error occurred in the internal server."));
    case "throttle":
      return refusal(throttled(fault.retryAfterMs));
    case "refuse":
      return refusal(new ApiError(fault.status, fault.code, fault.message));
    case "html_body":
      return htmlReply(fault.status, context.requestId);
    case "success_with_error_code": {
      const { code } = fault;
      return jsonReply({ Code: code, Message: code, RequestId: context.requestId, Success: true }, context);
    }
    case "empty_list":
      return outcome.kind === "done" && outcome.emptyBody ? jsonReply(outcome.emptyBody, context) : honest;
    default:
      return honest;
  }
}

function jsonReply(body: Body, { requestId }: Context): Reply {
  return {
    status: 200,
    code: [body.Code, body.code].find((code) => typeof code === "string") ?? null,
    contentType: JSON_TYPE,
    headers: { "x-acs-request-id": requestId },
    text: toJson(body),
  };
}

function htmlReply(status: 200 | 502, requestId: string): Reply {
  const title = status === 200 ? "Please sign in" : "502 Bad Gateway";
  return {
    status,
    code: null,
    contentType: "text/html;charset=utf-8",
    headers: { "x-acs-request-id": requestId },
    text: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}
