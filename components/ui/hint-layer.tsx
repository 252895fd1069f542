"use client";

import { useEffect, useRef } from "react";

const gap = 6;
/** Time for the pointer to cross from a value to its explanation. */
const graceMs = 150;

/**
 * Shows the `data-hint` of whatever is hovered or focused, in the top layer, where no table cuts it off. One for
 * the whole page, 1 kB, instead of a tooltip per cell. Escape hides it; the pointer may move onto it.
 */
export function HintLayer() {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = layer.current;
    if (!box) return;
    let owner: Element | null = null;
    // Where the pointer was last: what comes to lie under one that rests was not pointed at.
    let at: { readonly x: number; readonly y: number } | null = null;
    let leaving: ReturnType<typeof setTimeout> | undefined;
    const stay = () => {
      clearTimeout(leaving);
      leaving = undefined;
    };
    const hide = () => {
      stay();
      owner = null;
      if (box.matches(":popover-open")) box.hidePopover();
    };
    const show = (target: EventTarget | null, isPointedAt = true) => {
      if (!(target instanceof Element)) return hide();
      if (box.contains(target)) return stay();
      const next = target.closest("[data-hint]");
      if (owner && next === owner) return stay();
      const text = next?.getAttribute("data-hint");
      if (!next || !text || !isPointedAt) {
        if (owner) leaving ??= setTimeout(hide, graceMs);
        return;
      }
      stay();
      owner = next;
      box.textContent = text;
      if (!box.matches(":popover-open")) box.showPopover();
      const mark = next.getBoundingClientRect();
      const size = box.getBoundingClientRect();
      const below = mark.bottom + gap + size.height < innerHeight;
      const left = Math.max(gap, Math.min(mark.left, innerWidth - size.width - gap));
      box.style.left = `${left}px`;
      box.style.top = `${below ? mark.bottom + gap : Math.max(gap, mark.top - gap - size.height)}px`;
    };
    const stop = new AbortController();
    const listen = { signal: stop.signal, passive: true };
    const pointer = (event: PointerEvent) => {
      // Until it has moved once, a mouse lies where the page came to lie under it.
      const rests = at
        ? at.x === event.clientX && at.y === event.clientY
        : event.type === "pointerover" && event.pointerType === "mouse";
      if (!rests) {
        at = { x: event.clientX, y: event.clientY };
        show(event.target);
      } else if (owner && event.target instanceof Node && !owner.contains(event.target)) show(event.target, false);
    };
    for (const type of ["pointerover", "pointermove", "pointerdown"] as const)
      document.addEventListener(type, pointer, listen);
    document.addEventListener(
      "focusin",
      (event) => {
        if (event.target instanceof Element && event.target.matches(":focus-visible")) show(event.target);
      },
      listen,
    );
    document.addEventListener("focusout", hide, listen);
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide(), listen);
    document.addEventListener("scroll", hide, { ...listen, capture: true });
    return () => {
      stop.abort();
      clearTimeout(leaving);
    };
  }, []);
  return (
    <div
      ref={layer}
      popover="manual"
      // Who does not see it hears the same as the element's description.
      aria-hidden
      className="fixed inset-auto m-0 max-w-sm rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm whitespace-pre-line text-ink shadow-raised"
    />
  );
}
