"use client";

import { useSyncExternalStore } from "react";
import { hint } from "./hint";

const never = () => () => {};
const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, "0");

/** `2026-11-22 20:14 +08:00`: the year always, the offset always, one width for every zone. */
function localTime(at: string, offsetMinutes?: number): string {
  const date = new Date(at);
  const offset = offsetMinutes ?? -date.getTimezoneOffset();
  const shifted = new Date(date.getTime() + offset * 60_000).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)} ${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

interface Props {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** False where something beside it takes the focus and says the UTC time: a long table has one stop a row. */
  readonly focusable?: boolean;
  readonly className?: string;
}

/**
 * A moment in the reader's zone, with UTC on hover and focus. The server cannot know the zone: it writes UTC, and
 * the browser puts its own after mounting, at the same width.
 */
export function Time({ at, focusable = true, className = "" }: Props) {
  const text = useSyncExternalStore(
    never,
    () => localTime(at),
    () => localTime(at, 0),
  );
  return (
    <time
      dateTime={at}
      className={`figures whitespace-nowrap ${className}`}
      {...hint(`UTC ${at}`)}
      {...(focusable ? { tabIndex: 0 } : {})}
    >
      {text}
    </time>
  );
}
