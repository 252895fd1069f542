import type { Instant, Uid } from "@/lib/domain/ids";
import type { MemberScope, Role } from "@/lib/domain/policy";

/** Somebody who can or could sign in, as those who manage people see them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The accounts that they are limited to; `null`: all. */
  readonly accounts: readonly Uid[] | null;
  /** Whose members they see. */
  readonly scope: MemberScope;
  readonly disabledAt: Instant | null;
  readonly version: number;
  /** Invited, and no password set yet. */
  readonly invited: boolean;
  /** Their second step is on. */
  readonly secondStep: boolean;
  /** They come by the company's sign-in, whose groups decide their roles. */
  readonly byCompany: boolean;
  /** Sessions that are open. */
  readonly sessions: number;
  /** When a session of theirs was last used; `null`: never signed in. */
  readonly lastSeenAt: Instant | null;
}
