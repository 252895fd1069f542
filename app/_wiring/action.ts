import "server-only";
import { createAction, createPersonalAction, createPublicAction } from "@/lib/http/action";
import { parts } from "./parts";

/** Makes a server action from a name, a schema and a service. For files that begin with "use server". */
export const action = createAction(parts);

/** The same for what is about the person alone, on no account. */
export const personalAction = createPersonalAction(parts);

/** The same for whoever comes, signed in or not. */
export const publicAction = createPublicAction(parts);
