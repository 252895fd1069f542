import { type ListPosition, parsePosition } from "@/lib/domain/list-position";

/** The page of a list by time. `before` is absent where nothing, or nothing that can be understood, was asked for. */
export function readBefore(given: string | readonly string[] | undefined): {
  readonly before: ListPosition | undefined;
  readonly asked: readonly string[];
} {
  const asked = [given ?? []].flat();
  const [only = "", ...more] = asked;
  return { before: (more.length === 0 && parsePosition(only)) || undefined, asked };
}
