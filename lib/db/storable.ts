import { keptText } from "@/lib/domain/kept-text";

/** A parameter as both engines take it. Upstream may send, and anybody may type, what is no text for PostgreSQL. */
export const storable = <T>(value: T): T | string => (typeof value === "string" ? keptText(value) : value);
