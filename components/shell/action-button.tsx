"use client";

import { type ReactNode, useState, useTransition } from "react";
import { AskedText } from "@/components/approvals/asked-text";
import { useDeskRouter } from "@/components/shell/desk-router";
import { Button, type ButtonVariant } from "@/components/ui/button";
import { ErrorText } from "@/components/ui/error-text";
import type { ActionResult, ErrorView } from "@/lib/domain/errors";

interface Props {
  readonly children: ReactNode;
  /** A server action with its input bound. */
  readonly action: () => Promise<ActionResult<unknown>>;
  /** Its whole name, where several buttons of a page say the same. */
  readonly label?: string;
  readonly variant?: ButtonVariant;
  readonly size?: "small" | "normal";
  readonly className?: string;
  /** Where to go afterwards, by a full load, unless the answer says where (`{ leaveTo }`); absent: the page is shown anew. */
  readonly leaveTo?: string;
}

const saidPlace = (value: unknown): string | null =>
  typeof value === "object" && value !== null && "leaveTo" in value && typeof value.leaveTo === "string"
    ? value.leaveTo
    : null;

/** Does one thing on the server and shows the page as it is then. What went wrong stands next to it until the next try. */
export function ActionButton({
  children,
  action,
  label,
  variant = "plain",
  size = "normal",
  className = "",
  leaveTo,
}: Props) {
  const router = useDeskRouter();
  const [pending, start] = useTransition();
  const [failure, setFailure] = useState<{ readonly error: ErrorView | null }>();
  const [approvalId, setApprovalId] = useState<string | null>(null);
  const run = () =>
    start(async () => {
      setFailure(undefined);
      const result = await action().catch(() => null);
      if (result?.ok) {
        setApprovalId(approvalIn(result.value));
        return leaveTo ? location.assign(saidPlace(result.value) ?? leaveTo) : router.refresh();
      }
      setFailure({ error: result?.error ?? null });
    });
  return (
    <>
      <Button
        variant={variant}
        size={size}
        className={className}
        aria-label={label}
        aria-disabled={pending}
        onClick={pending ? undefined : run}
      >
        {children}
      </Button>
      <AskedText approvalId={approvalId} />
      {failure ? (
        <p role="alert" className="max-w-xs text-sm text-bad">
          <ErrorText error={failure.error} of="action" />
        </p>
      ) : null}
    </>
  );
}

/** The request that an answer speaks of, where what was asked for wants a second person. */
const approvalIn = (value: unknown): string | null =>
  typeof value === "object" && value !== null && "approvalId" in value && typeof value.approvalId === "string"
    ? value.approvalId
    : null;
