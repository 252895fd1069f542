import type { OperationSpec, ParameterSpec } from "@/lib/simulator/metadata";
import { ApiError } from "@/lib/simulator/wire/api-error";
import type { Pairs } from "@/lib/simulator/wire/encoding";

/** Parameters that belong to the protocol and not to an operation. */
const COMMON: ReadonlySet<string> = new Set([
  "Action",
  "Version",
  "Format",
  "AccessKeyId",
  "Signature",
  "SignatureMethod",
  "SignatureVersion",
  "SignatureNonce",
  "SignatureType",
  "Timestamp",
  "SecurityToken",
  "RegionId",
]);

const LARGEST = { Long: 9_223_372_036_854_775_807n, Integer: 2_147_483_647n };

/** Business parameters after validation: texts by name (ids stay digits), and lists by name. */
export type Arguments = {
  readonly text: (name: string) => string | null;
  readonly list: (name: string) => readonly string[];
};

/** The parameters without those of the protocol, in the order in which they were sent. */
export function businessPairs(pairs: Pairs): Pairs {
  return pairs.filter(([name]) => !COMMON.has(name));
}

/**
 * Checks required, type and unknown against the metadata. Throws `ApiError`: `Missing<Name>` (gateway habit, documented
 * for sibling products) and `InvalidParameter` (page of QueryPermissionList). Which code the real service gives for a
 * wrong type or an unknown name is not known.
 */
export function validate(spec: OperationSpec, pairs: Pairs, refusesUnknown: boolean): Arguments {
  const texts = new Map<string, string>();
  const lists = new Map<string, Map<number, string>>();
  for (const [name, value] of businessPairs(pairs)) {
    const parameter = spec.parameters.find((candidate) => owns(candidate, name));
    if (!parameter) {
      if (refusesUnknown) throw invalid(name, "is unknown to this action");
      continue;
    }
    if (parameter.type === "RepeatList") {
      const items = lists.get(parameter.name) ?? new Map<number, string>();
      lists.set(parameter.name, items.set(Number(name.slice(parameter.name.length + 1)), value));
      continue;
    }
    if (texts.has(name)) throw invalid(name, "is given twice");
    if (value !== "") texts.set(name, checkedText(parameter, value));
  }
  for (const { name, required } of spec.parameters) {
    if (required && !texts.has(name) && !lists.has(name)) {
      throw new ApiError(400, `Missing${name}`, `${name} is mandatory for this action.`);
    }
  }
  return {
    text: (name) => texts.get(name) ?? null,
    list: (name) => [...(lists.get(name) ?? [])].sort(([a], [b]) => a - b).map(([, value]) => value),
  };
}

function owns(parameter: ParameterSpec, name: string): boolean {
  if (parameter.type !== "RepeatList") return parameter.name === name;
  const { length } = parameter.name;
  return name.startsWith(`${parameter.name}.`) && /^[1-9]\d{0,3}$/.test(name.slice(length + 1));
}

function checkedText(parameter: ParameterSpec, value: string): string {
  if (parameter.type === "String" || parameter.type === "RepeatList") return value;
  if (!/^-?\d{1,19}$/.test(value) || BigInt(value) > LARGEST[parameter.type]) {
    throw invalid(parameter.name, `is not of type ${parameter.type}`);
  }
  return BigInt(value).toString();
}

function invalid(name: string, reason: string): ApiError {
  const message = `The specified request contains invalid parameters. ${name} ${reason}.`;
  return new ApiError(400, "InvalidParameter", message);
}
