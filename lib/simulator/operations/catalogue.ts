import { addAccountRelation } from "@/lib/simulator/operations/add-account-relation";
import { confirmRelation } from "@/lib/simulator/operations/confirm-relation";
import { createAgAccount } from "@/lib/simulator/operations/create-ag-account";
import { getAccountRelation } from "@/lib/simulator/operations/get-account-relation";
import { getCallerIdentity } from "@/lib/simulator/operations/get-caller-identity";
import { modifyAccountRelation } from "@/lib/simulator/operations/modify-account-relation";
import type { Operation } from "@/lib/simulator/operations/operation";
import { queryFinancialAccountInfo } from "@/lib/simulator/operations/query-financial-account-info";
import { queryPermissionList } from "@/lib/simulator/operations/query-permission-list";
import { queryRelationList } from "@/lib/simulator/operations/query-relation-list";
import { relieveAccountRelation } from "@/lib/simulator/operations/relieve-account-relation";
import { ApiError } from "@/lib/simulator/wire/api-error";
import { headerOf, parameterOf, type WireRequest } from "@/lib/simulator/wire/wire-request";

const OPERATIONS: readonly Operation[] = [
  queryRelationList,
  queryPermissionList,
  modifyAccountRelation,
  addAccountRelation,
  relieveAccountRelation,
  confirmRelation,
  getAccountRelation,
  queryFinancialAccountInfo,
  createAgAccount,
  getCallerIdentity,
];

export const OPERATION_NAMES = OPERATIONS.map(({ name }) => name);

/** What the request names: the parameter of the older protocol, else the header of the newer one. */
export function actionOf(request: WireRequest): string | null {
  return parameterOf(request, "Action") ?? headerOf(request, "x-acs-action");
}

/** The operation that a request asks for. Throws `ApiError` when there is none of that name, version or method. */
export function operationOf(request: WireRequest): Operation {
  const action = actionOf(request);
  const version = parameterOf(request, "Version") ?? headerOf(request, "x-acs-version");
  if (!action) throw new ApiError(400, "MissingAction", "Action is mandatory for this action.");
  if (!version) throw new ApiError(400, "MissingVersion", "Version is mandatory for this action.");
  if (!OPERATIONS.some((operation) => operation.version === version)) {
    throw new ApiError(400, "InvalidVersion", "Specified parameter Version is not valid.");
  }
  const operation = OPERATIONS.find((candidate) => candidate.name === action && candidate.version === version);
  if (!operation || request.path !== "/") {
    const message = "Specified api is not found, please check your url and method.";
    throw new ApiError(404, "InvalidAction.NotFound", message);
  }
  if (!operation.spec.methods.some((method) => method === request.method)) {
    throw new ApiError(405, "UnsupportedHTTPMethod", "This http method is not supported.");
  }
  const format = parameterOf(request, "Format") ?? "JSON";
  if (format.toUpperCase() !== "JSON") {
    throw new ApiError(400, "InvalidParameter", "Specified parameter Format is not valid: only JSON is served.");
  }
  return operation;
}
