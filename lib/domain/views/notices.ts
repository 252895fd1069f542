import type { Instant } from "@/lib/domain/ids";
import type { Locale } from "@/lib/domain/locale";
import type { NoticeFacts, NoticeKind, NoticeState } from "@/lib/domain/notice";

/** What a person is told of by mail. */
export interface OwnNotices {
  /** The language that they last used here, in which they are written to. */
  readonly language: Locale;
  readonly kinds: readonly { readonly kind: NoticeKind; readonly told: boolean }[];
}

/** One notice to one reader. */
export interface NoticeLine {
  readonly id: string;
  readonly kind: NoticeFacts["kind"];
  /** A person's name; null: the webhook. */
  readonly reader: string | null;
  readonly foundAt: Instant;
  readonly state: NoticeState;
  readonly tries: number;
  /** Of one that waits: when it is tried next. */
  readonly dueAt: Instant;
  /** Of the last try, in a word such as `timeout`, `http_500`, `smtp_550`; null: none failed. */
  readonly failure: string | null;
}

/** How notices leave the desk, and how the newest of an account fared. */
export interface NoticesView {
  /** The sender's address; null: no mail is sent. */
  readonly mailFrom: string | null;
  /** Its host alone: an address may hold a secret. Null: there is none. */
  readonly webhookHost: string | null;
  readonly waiting: number;
  /** In the last 30 days. */
  readonly givenUp: number;
  readonly newest: readonly NoticeLine[];
}
