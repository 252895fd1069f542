import type { Faults } from "@/lib/simulator/faults";
import type { World } from "@/lib/simulator/world";

/** What the door works on. */
export type DoorParts = { readonly world: World; readonly faults: Faults; readonly about: () => object };

export type DoorRequest = {
  readonly parts: DoorParts;
  /** The part of the path in the place of `:id`. */
  readonly id: string;
  readonly query: { readonly [name: string]: string };
  /** Parsed JSON, or undefined without a body. */
  readonly body: unknown;
};

/** `path` with at most one `:id`. The returned value is sent as JSON. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly run: (request: DoorRequest) => unknown;
};

/** What the door refuses, with a sentence for the tester. */
export class DoorError extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
