import type { ReactNode } from "react";
import { AskedText } from "@/components/approvals/asked-text";
import { ActionButton } from "@/components/shell/action-button";
import type { ActionResult } from "@/lib/domain/errors";

interface Props {
  readonly on: boolean;
  /** How it is now. */
  readonly state: ReactNode;
  /** What the button will do. */
  readonly consequence: ReactNode;
  readonly button: ReactNode;
  /** `null`: this person may only look. */
  readonly action: (() => Promise<ActionResult<unknown>>) | null;
  readonly lookOnly: ReactNode;
  /** The request by which it is to be moved, while a second person is waited for; null: there is none. */
  readonly approvalId: string | null;
}

/** A switch of the account: how it is, what pressing the button will do, the button. */
export function SwitchRow({ on, state, consequence, button, action, lookOnly, approvalId }: Props) {
  return (
    <div className="grid justify-items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <p className="flex items-center gap-2 font-medium">
        <span aria-hidden className={`size-2 shrink-0 rounded-full ${on ? "bg-good" : "bg-line-strong"}`} />
        {state}
      </p>
      <p className="max-w-prose text-ink-2">{action ? consequence : lookOnly}</p>
      {/* Asking again would only be told that the same waits. */}
      {approvalId !== null ? (
        <AskedText approvalId={approvalId} />
      ) : action ? (
        <ActionButton variant={on ? "danger" : "primary"} action={action}>
          {button}
        </ActionButton>
      ) : null}
    </div>
  );
}
