import type { z } from "zod";
import { callerAddress } from "@/lib/auth/caller-address";
import { type ActionResult, AppError } from "@/lib/domain/errors";
import type { Uid } from "@/lib/domain/ids";
import type { Actor } from "@/lib/domain/policy";
import { aimOfInput, plainAim } from "@/lib/http/aimed-at";
import { isForeignOrigin } from "@/lib/http/bad-origin";
import { type RecordDenied, refuse } from "@/lib/http/refusal";
import { correlationHeader } from "@/lib/http/request-headers";
import { logRequest } from "@/lib/http/request-log";
import type { Context, PersonalContext, PublicContext } from "@/lib/services/context";
import type { Logger } from "@/lib/telemetry/logger";

/** What a factory is handed by the app: `next` itself, the session, and the services behind it. */
export interface ActionParts {
  readonly headers: () => Promise<Headers>;
  /** The desk's own address. */
  readonly deskUrl: () => string;
  /** Next's `unstable_rethrow`: a redirect is thrown and must get through. */
  readonly rethrow: (error: unknown) => void;
  /** `isUse`: whether a person does something, or a page looks by itself. Throws `not_signed_in`. */
  readonly requireActor: (isUse?: boolean) => Promise<Actor>;
  /** `account`: the UID that the request names; `null`: the default is meant. Throws `not_found`. */
  readonly openContext: (actor: Actor, correlationId: string, account: string | null) => Promise<Context>;
  readonly openPersonalContext: (actor: Actor, correlationId: string) => PersonalContext;
  readonly openPublicContext: (correlationId: string) => PublicContext;
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

interface Call<Schema extends z.ZodType, Who extends Actor | null, Opened, Value> {
  readonly name: string;
  readonly schema: Schema;
  readonly given: unknown;
  /** Who acts: somebody who is signed in, or, for what anybody may do, nobody. */
  readonly identify: () => Promise<Who>;
  readonly open: (actor: Who, correlationId: string) => Opened | Promise<Opened>;
  /** The account of an opened context, for the log. */
  readonly payerOf: (context: Opened) => Uid | null;
  readonly service: (context: Opened, input: z.output<Schema>) => Promise<Value>;
  readonly options: Options<z.output<Schema>>;
}

async function perform<Schema extends z.ZodType, Who extends Actor | null, Opened, Value>(
  parts: ActionParts,
  { name, schema, given, identify, open, payerOf, service, options }: Call<Schema, Who, Opened, Value>,
): Promise<ActionResult<Value>> {
  const headers = await parts.headers();
  const correlationId = headers.get(correlationHeader) ?? crypto.randomUUID();
  const startedAt = performance.now();
  let actor: Actor | null = null;
  let payer: Uid | null = null;
  let entity = aimOfInput(given);
  try {
    if (isForeignOrigin(headers, parts.deskUrl())) {
      actor = await parts.requireActor().catch(() => null);
      throw new AppError("bad_origin");
    }
    const who = await identify();
    actor = who;
    const context = await open(who, correlationId);
    payer = payerOf(context);
    const read = schema.safeParse(given);
    if (!read.success) throw new AppError("bad_input", fieldsOf(read.error));
    if (options.entity) entity = plainAim(options.entity(read.data));
    const value = await service(context, read.data);
    logRequest(parts.logger(), "action", { action: name, correlationId, actor, payer, code: null, startedAt });
    return { ok: true, value };
  } catch (error) {
    parts.rethrow(error);
    const address = callerAddress(headers.get("x-forwarded-for"));
    const attempt = { action: name, actor, payer, entity, correlationId, address };
    const view = await refuse(error, attempt, parts.recordDenied, parts.logger());
    logRequest(parts.logger(), "action", { action: name, correlationId, actor, payer, code: view.code, startedAt });
    return { ok: false, error: view };
  }
}

/**
 * Makes server actions: same origin → who → on which account → parse → service → answer. Each refused attempt is in
 * the log, in a transaction of its own, before the answer goes out. An action never throws (but for Next's own
 * redirects). Its first argument is the UID of the account that the page is about: the page binds it, and what was
 * ticked in one tab cannot meet another tab's account. Without one it is refused.
 *
 * `export const stopChangeSet = action("change_set.stop", stopInput, (context, input) => stop(context, input));`
 * `<StopButton stop={stopChangeSet.bind(null, context.payer)} />`
 */
export const createAction =
  (parts: ActionParts) =>
  <Schema extends z.ZodType, Value>(
    name: string,
    schema: Schema,
    service: (context: Context, input: z.output<Schema>) => Promise<Value>,
    options: Options<z.output<Schema>> = {},
  ) =>
  async (account: Uid, given: z.input<Schema>): Promise<ActionResult<Value>> =>
    perform(parts, {
      name,
      schema,
      given,
      service,
      options,
      payerOf: (context) => context.payer,
      identify: () => parts.requireActor(),
      open: (actor, correlationId) => {
        // What a browser sends is whatever it likes, whatever the type says.
        if (typeof account !== "string" || account === "") throw new AppError("bad_input", ["account"]);
        return parts.openContext(actor, correlationId, account);
      },
    });

/** Makes server actions about the person alone, on no account: signing out. */
export const createPersonalAction =
  (parts: ActionParts) =>
  <Schema extends z.ZodType, Value>(
    name: string,
    schema: Schema,
    service: (context: PersonalContext, input: z.output<Schema>) => Promise<Value>,
  ) =>
  async (given: z.input<Schema>): Promise<ActionResult<Value>> =>
    perform(parts, {
      name,
      schema,
      given,
      service,
      options: {},
      payerOf: () => null,
      identify: () => parts.requireActor(),
      open: parts.openPersonalContext,
    });

/** Makes server actions for whoever comes, signed in or not: what lets them in is in the input. */
export const createPublicAction =
  (parts: ActionParts) =>
  <Schema extends z.ZodType, Value>(
    name: string,
    schema: Schema,
    service: (context: PublicContext, input: z.output<Schema>) => Promise<Value>,
  ) =>
  async (given: z.input<Schema>): Promise<ActionResult<Value>> =>
    perform(parts, {
      name,
      schema,
      given,
      service,
      options: {},
      payerOf: () => null,
      identify: async () => null,
      open: (_, correlationId) => parts.openPublicContext(correlationId),
    });
