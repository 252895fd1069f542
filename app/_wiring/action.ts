import "server-only";
import { createAction } from "@/lib/http/action";
import { parts } from "./parts";

/** Makes a server action from a name, a schema and a service. For files that begin with "use server". */
export const action = createAction(parts);
