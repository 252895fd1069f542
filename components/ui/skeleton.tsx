/** A place for what is still to come, at its final height, so that nothing jumps. `className` gives the size. */
export function Skeleton({ className = "" }: { readonly className?: string }) {
  return <div aria-hidden className={`motion-safe:animate-pulse rounded-md bg-line/70 ${className}`} />;
}
