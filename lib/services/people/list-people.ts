import { everyPerson } from "@/lib/db/queries/people";
import { instant } from "@/lib/domain/ids";
import type { Person } from "@/lib/domain/views/person";
import { authorise, type Context } from "@/lib/services/context";

/** Everybody who can or could sign in, by name. */
export async function listPeople(context: Context): Promise<readonly Person[]> {
  authorise(context, "person.manage");
  return everyPerson(context.database.read, instant(context.now()));
}
