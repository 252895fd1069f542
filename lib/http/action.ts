import type { z } from "zod";
import { callerAddress } from "@/lib/auth/caller-address";
import { type ActionResult, AppError } from "@/lib/domain/errors";
import type { Actor } from "@/lib/domain/policy";
import { aimOfInput } from "@/lib/http/aimed-at";
import { isForeignOrigin } from "@/lib/http/bad-origin";
import { type RecordDenied, refuse } from "@/lib/http/refusal";
import { correlationHeader } from "@/lib/http/request-headers";
import type { Context } from "@/lib/services/context";
import type { Logger } from "@/lib/telemetry/logger";

/** What a factory is handed by the app: `next` itself, the session, and the services behind it. */
export interface ActionParts {
  readonly headers: () => Promise<Headers>;
  /** The desk's own address. */
  readonly deskUrl: () => string;
  /** Next's `unstable_rethrow`: a redirect is thrown and must get through. */
  readonly rethrow: (error: unknown) => void;
  /** Throws `not_signed_in`. */
  readonly requireActor: () => Promise<Actor>;
  readonly openContext: (actor: Actor, correlationId: string) => Promise<Context>;
  readonly recordDenied: RecordDenied;
  readonly logger: () => Logger;
}

interface Options<Input> {
  /** What the attempt is aimed at, for the log of a refused one: `relation:123`. */
  readonly entity?: (input: Input) => string;
}

/** Top-level names of what did not parse; never a value. */
const fieldsOf = (error: z.ZodError): readonly string[] => [
  ...new Set(error.issues.flatMap((issue) => (issue.path[0] === undefined ? [] : [String(issue.path[0])]))),
];

/**
 * Makes server actions: same origin → who → parse → service → answer. Each refused attempt is in the log, in a
 * transaction of its own, before the answer goes out. An action never throws (but for Next's own redirects).
 *
 * `export const stopChangeSet = action("change_set.stop", stopInput, (context, input) => stop(context, input));`
 */
export const createAction =
  (parts: ActionParts) =>
  <Schema extends z.ZodType, Value>(
    name: string,
    schema: Schema,
    service: (context: Context, input: z.output<Schema>) => Promise<Value>,
    options: Options<z.output<Schema>> = {},
  ) =>
  async (given: z.input<Schema>): Promise<ActionResult<Value>> => {
    const headers = await parts.headers();
    const correlationId = headers.get(correlationHeader) ?? crypto.randomUUID();
    let actor: Actor | null = null;
    let context: Context | null = null;
    let entity = aimOfInput(given);
    try {
      if (isForeignOrigin(headers, parts.deskUrl())) {
        actor = await parts.requireActor().catch(() => null);
        throw new AppError("bad_origin");
      }
      actor = await parts.requireActor();
      context = await parts.openContext(actor, correlationId);
      const read = schema.safeParse(given);
      if (!read.success) throw new AppError("bad_input", fieldsOf(read.error));
      entity = options.entity?.(read.data) ?? entity;
      return { ok: true, value: await service(context, read.data) };
    } catch (error) {
      parts.rethrow(error);
      const address = callerAddress(headers.get("x-forwarded-for"));
      const attempt = { action: name, actor, payer: context?.payer ?? null, entity, correlationId, address };
      return { ok: false, error: await refuse(error, attempt, parts.recordDenied, parts.logger()) };
    }
  };
