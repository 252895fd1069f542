import "server-only";
import { createRoute } from "@/lib/http/route";
import { parts } from "./parts";

/** Makes a GET route from a name, a reader of the address and a service. */
export const getRoute = createRoute(parts);
