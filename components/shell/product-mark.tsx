/** The mark of the product; its name stands beside it or in the link's label. */
export function ProductMark({ className = "size-6" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M13 10h-2a6 6 0 0 0 0 12h2M19 10h2a6 6 0 0 1 0 12h-2M12 16h8"
        fill="none"
        className="stroke-accent-ink"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
