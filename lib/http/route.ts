import { callerAddress } from "@/lib/auth/caller-address";
import { accountOf } from "@/lib/domain/account-param";
import { AppError, type ErrorCode } from "@/lib/domain/errors";
import type { Actor } from "@/lib/domain/policy";
import type { ActionParts } from "@/lib/http/action";
import { refuse } from "@/lib/http/refusal";
import { correlationHeader } from "@/lib/http/request-headers";
import { logRequest } from "@/lib/http/request-log";
import type { Context } from "@/lib/services/context";

const statuses: Record<ErrorCode, number> = {
  bad_input: 400,
  not_signed_in: 401,
  confirm_needed: 403,
  forbidden: 403,
  bad_origin: 403,
  not_found: 404,
  stale_plan: 409,
  draft_empty: 409,
  writes_off: 409,
  change_blocked: 409,
  act_blocked: 409,
  already_linked: 409,
  link_open: 409,
  email_locked: 409,
  conflict: 409,
  approval_needed: 409,
  already_asked: 409,
  not_second_person: 403,
  own_rights: 403,
  last_administrator: 409,
  segregation: 409,
  no_approver: 409,
  too_many_attempts: 429,
  export_running: 429,
  import_running: 429,
  storage_busy: 503,
  storage_full: 503,
  storage_gone: 503,
  storage_unsure: 503,
  internal: 500,
};

/** Looking at what one may not see is an attempt; a tab that polls after its session ended is not. */
const recorded: ReadonlySet<ErrorCode> = new Set(["forbidden", "not_found"]);

type Params = Readonly<Record<string, string>>;

interface RouteContext {
  readonly params: Promise<Params>;
}

interface Options {
  /** What the read is aimed at, for the log of a refused one. It is given the path's parameters as they came. */
  readonly entity?: (params: Params) => string | null;
  /** It writes: every refused attempt is in the log, as one of an action is. */
  readonly writes?: boolean;
}

const headersOf = (correlationId: string) => ({ "cache-control": "no-store", [correlationHeader]: correlationId });

/**
 * Makes GET routes: who → read the address → service → JSON. `read` takes the path's and the query's parameters and
 * throws `bad_input`; the service gets a signal that aborts when the browser has gone. A service that gives a `Response`
 * of its own, such as a file, has it sent, uncached like the rest. Errors are `{ error }`.
 *
 * `export const GET = route("member.list", (_, search) => parseMemberQuery(search), listMembers);`
 */
export const createRoute =
  (parts: ActionParts) =>
  <Input>(
    name: string,
    read: (params: Params, search: URLSearchParams, request: Request) => Input | Promise<Input>,
    service: (context: Context, input: Input, signal: AbortSignal) => Promise<unknown>,
    options: Options = {},
  ) =>
  async (request: Request, { params }: RouteContext): Promise<Response> => {
    const correlationId = request.headers.get(correlationHeader) ?? crypto.randomUUID();
    const startedAt = performance.now();
    const headers = headersOf(correlationId);
    let actor: Actor | null = null;
    let context: Context | null = null;
    const path = await params;
    try {
      // Pages read by themselves: a tab that stands open must not keep its session from ending.
      actor = await parts.requireActor(options.writes ?? false);
      const search = new URL(request.url).searchParams;
      context = await parts.openContext(actor, correlationId, accountOf(search));
      const input = await read(path, search, request);
      const value = await service(context, input, request.signal);
      const { payer } = context;
      logRequest(parts.logger(), "read", { action: name, correlationId, actor, payer, code: null, startedAt });
      if (!(value instanceof Response)) return Response.json(value, { headers });
      for (const [header, text] of Object.entries(headers)) value.headers.set(header, text);
      return value;
    } catch (error) {
      parts.rethrow(error);
      if (request.signal.aborted) return new Response(null, { status: 499, headers });
      const known = error instanceof AppError && !recorded.has(error.code) && !options.writes;
      const entity = options.entity?.(path) ?? null;
      const address = callerAddress(request.headers.get("x-forwarded-for"));
      const payer = context?.payer ?? null;
      const attempt = { action: name, actor, payer, entity, correlationId, address };
      const view = await refuse(error, attempt, known ? null : parts.recordDenied, parts.logger());
      logRequest(parts.logger(), "read", { action: name, correlationId, actor, payer, code: view.code, startedAt });
      return Response.json({ error: view }, { status: statuses[view.code], headers });
    }
  };
