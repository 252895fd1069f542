"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode, RefObject } from "react";
import { buttonClass } from "./button";

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: ReactNode;
  /** One sentence under the title, read out with it. */
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** What has the focus first; else the first thing that can. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  /** What is asked for before the buttons; it stays in sight, as they do. */
  readonly ask?: ReactNode;
  /** The row of buttons; it stays in sight while the content scrolls. */
  readonly footer?: ReactNode;
}

/**
 * A modal dialog. It brings 29 kB, so pages load it on use:
 * `const Dialog = dynamic(() => import("@/components/ui/dialog").then((file) => file.Dialog))`.
 */
export function Dialog({ open, onOpenChange, title, description, initialFocus, ask, children, footer }: Props) {
  const t = useTranslations("common");
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Base.Popup
          {...(initialFocus ? { initialFocus } : {})}
          className="fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] w-full max-w-2xl flex-col rounded-t-xl border border-line bg-raised text-ink shadow-raised sm:inset-y-0 sm:my-auto sm:h-fit sm:max-h-[86dvh] sm:w-[calc(100%-3rem)] sm:rounded-xl"
        >
          <div className="flex items-start gap-3 border-b border-line px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description ? <Base.Description className="text-ink-2">{description}</Base.Description> : null}
            </div>
            <Base.Close className={`${buttonClass("quiet", "small")} -mr-2 px-1.5`} aria-label={t("close")}>
              <X aria-hidden className="size-4.5" />
            </Base.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {ask ? <div className="border-t border-line px-5 pt-3 pb-1">{ask}</div> : null}
          {footer ? (
            <div className={`flex flex-wrap justify-end gap-2 px-5 py-3 ${ask ? "" : "border-t border-line"}`}>
              {footer}
            </div>
          ) : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
