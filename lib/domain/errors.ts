/** Every way a request to Linkbook can fail, as the browser is told. Words for people are in the message files. */
export const errorCodes = [
  "bad_input",
  "not_signed_in",
  "confirm_needed",
  "forbidden",
  "bad_origin",
  "not_found",
  "stale_plan",
  "draft_empty",
  "writes_off",
  "change_blocked",
  "act_blocked",
  "already_linked",
  "link_open",
  "email_locked",
  "conflict",
  "approval_needed",
  "already_asked",
  "not_second_person",
  "own_rights",
  "last_administrator",
  "segregation",
  "no_approver",
  "too_many_attempts",
  "export_running",
  "import_running",
  "storage_busy",
  "storage_full",
  "storage_gone",
  "storage_unsure",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What a failed action or route gives the browser: never a cause, a stack or a secret. */
export interface ErrorView {
  readonly code: ErrorCode;
  /** The id under which the log holds the cause. */
  readonly reference: string;
  /** Which fields of a form were wrong, by name. Only for `bad_input`. */
  readonly fields?: readonly string[];
}

const brand: unique symbol = Symbol.for("linkbook.AppError");

/** The one error that a verb throws on purpose. `cause` goes to the log, redacted; `code` to the browser. */
export class AppError extends Error {
  override readonly name = "AppError";
  /**
   * The bundler evaluates this module twice in one process, once for routes and once for instrumentation, where the
   * database is opened: what one throws the other is to know.
   */
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && brand in value;
  }
  readonly [brand] = true;
  constructor(
    readonly code: ErrorCode,
    readonly fields?: readonly string[],
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** What a server action answers. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorView };
