import "server-only";
import { cache } from "react";
import { deskStatus } from "@/lib/services/desk/desk-status";

/**
 * The state of the desk, once per request: layout and page begin with the same one. Two that were read a moment apart
 * would be one query with two beginnings in the browser, which React refuses to take over.
 */
export const pageStatus = cache(deskStatus);
