import type { Refusal } from "@/lib/simulator/change";
import type { Principal } from "@/lib/simulator/credentials";
import type { Json } from "@/lib/simulator/json";
import type { OperationSpec } from "@/lib/simulator/metadata";
import type { State } from "@/lib/simulator/relation";
import type { Switches } from "@/lib/simulator/switches";
import type { Arguments } from "@/lib/simulator/wire/validate";
import type { Visibility, World } from "@/lib/simulator/world";

export type Body = { readonly [key: string]: Json };

/** One call as an operation sees it: proven caller, checked arguments. */
export type Call = {
  readonly id: string;
  /** Its place in the journal: no other call of the same journal has it, also after a restart. */
  readonly number: number;
  /** The id under which the answer goes out. */
  readonly requestId: string;
  readonly caller: Principal;
  readonly args: Arguments;
  readonly world: World;
};

/** What an operation answers, before any fault; the effect is apart from it, so that a fault can separate the two. */
export type Outcome =
  | {
      readonly kind: "refused";
      readonly refusal: Refusal;
      /** Absent: as the switch `businessErrors` says. */
      readonly travels?: Switches["businessErrors"];
    }
  | {
      readonly kind: "done";
      readonly body: Body;
      /** Lets the effect happen; decides anew, since it may be called long after the answer. */
      readonly land?: (visibility: Visibility) => void;
      /** What the caller was shown, for the journal. */
      readonly shown?: { readonly relationId: string; readonly state: State; readonly codes: readonly string[] };
      /** The same answer with nothing in it, for the fault `empty_list`. */
      readonly emptyBody?: Body;
    };

/** An operation of the wire. A further one is one file and one line in `catalogue.ts`. */
export type Operation = {
  readonly name: string;
  readonly product: "BssOpenApi" | "Sts";
  readonly version: string;
  readonly spec: OperationSpec;
  readonly run: (call: Call) => Outcome;
};

export function refused(code: string, message: string): Outcome {
  return { kind: "refused", refusal: { code, message } };
}

/** Named by the page of QueryPermissionList; the gateway's own `Missing<Name>` comes before it. */
export const MISSING_PARAMETER = refused("MissingParameter", "The specified request lacks essential parameters.");

export function invalidParameter(name: string, reason: string): Outcome {
  return refused("InvalidParameter", `The specified request contains invalid parameters. ${name} ${reason}.`);
}
