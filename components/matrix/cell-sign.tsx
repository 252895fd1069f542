import { ArrowUp, CircleHelp, Hourglass, ListChecks, LoaderCircle, TriangleAlert } from "lucide-react";
import type { CodeStatus } from "@/lib/domain/observed";
import type { CellMark } from "@/lib/domain/views/matrix";

/** A drawing keeps its own colour where a reader has chosen all colours: there it takes the text's. */
export const drawn = "shrink-0 forced-colors:text-[CanvasText]";

interface BoxProps {
  readonly status: CodeStatus;
  /** A ban that is on takes a right away. */
  readonly ban: boolean;
  /** A box is what can be ticked; what cannot is the bare sign. */
  readonly bare?: boolean;
  readonly small?: boolean;
}

/** A box with what it says by its shape: filled with a tick, empty, or dashed with a question mark. */
export function BoxSign({ status, ban, bare = false, small = false }: BoxProps) {
  const on = status === "on";
  const tone = on ? (ban ? "text-warn" : bare ? "text-ink-2" : "text-accent") : "text-line-strong";
  return (
    <svg aria-hidden viewBox="0 0 16 16" fill="none" className={`${drawn} ${small ? "size-3" : "size-4.5"} ${tone}`}>
      {bare ? null : (
        <rect
          x="1"
          y="1"
          width="14"
          height="14"
          rx="3.5"
          strokeWidth="1.4"
          stroke="currentColor"
          {...(on ? { fill: "currentColor" } : status === "unknown" ? { strokeDasharray: "2.6 2.1" } : {})}
        />
      )}
      {on ? (
        <path
          d="M4.2 8.4 7 11.2l5-6"
          strokeWidth="1.9"
          strokeLinecap="round"
          strokeLinejoin="round"
          className={bare ? "stroke-current" : "stroke-surface forced-colors:stroke-[Canvas]"}
        />
      ) : status === "unknown" ? (
        <path
          d="M6.2 6.1a1.9 1.9 0 1 1 2.5 1.9c-.5.2-.7.5-.7 1.1M8 11.6v.1"
          strokeWidth="1.5"
          strokeLinecap="round"
          className="stroke-ink-2"
        />
      ) : bare ? (
        <path d="M5.5 8h5" strokeWidth="1.5" strokeLinecap="round" stroke="currentColor" />
      ) : null}
    </svg>
  );
}

const marks = {
  queued: [ListChecks, "text-accent"],
  sending: [ArrowUp, "text-accent"],
  checking: [LoaderCircle, "text-accent motion-safe:animate-spin"],
  waiting: [Hourglass, "text-warn"],
  unsettled: [CircleHelp, "text-warn"],
  refused: [TriangleAlert, "text-bad"],
  no_effect: [TriangleAlert, "text-bad"],
  declined: [TriangleAlert, "text-bad"],
  not_sent: [TriangleAlert, "text-bad"],
} as const satisfies Record<Exclude<CellMark, "none">, unknown>;

/** What Linkbook itself has to do with a code, beside its box. */
export function MarkSign({ mark }: { readonly mark: CellMark }) {
  if (mark === "none") return null;
  const [Icon, look] = marks[mark];
  return <Icon aria-hidden className={`${drawn} size-3.5 ${look}`} />;
}

/** An arrow from what is to what is wanted. */
export function ToSign() {
  return (
    <svg aria-hidden viewBox="0 0 8 8" fill="none" className={`${drawn} size-2 text-accent`}>
      <path d="M1 4h5.5M4 1.2 6.8 4 4 6.8" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </svg>
  );
}
