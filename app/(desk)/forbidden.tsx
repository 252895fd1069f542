import { NoRight } from "@/components/shell/no-right";
import { currentActor } from "@/lib/auth/require-actor";

/** A page that is not this person's to see. */
export default async function DeskForbidden() {
  return <NoRight roles={(await currentActor())?.roles ?? []} />;
}
