import { knownFacts as knownIn } from "@/lib/db/queries/local-facts";
import type { KnownFacts } from "@/lib/domain/views/member";
import { authorise, type Context, reachOf } from "@/lib/services/context";

/** The owners, cost centres and tags in use among the person's members, so that one name is written one way. */
export async function knownFacts(context: Context): Promise<KnownFacts> {
  authorise(context, "member.read");
  return context.database.snapshot((db) => knownIn(db, reachOf(context)));
}
