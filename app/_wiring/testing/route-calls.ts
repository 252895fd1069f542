import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { AccountThings } from "@/lib/services/testing/two-accounts";

type Params = Readonly<Record<string, string>>;

/**
 * How a route is called so that nothing but a missing right stands in its way. `account`: made by `getRoute`, with its name
 * in the log; `anybody`: what it tells depends on no session.
 */
export interface RouteCall {
  readonly kind: "account" | "anybody";
  /** Null where there is nothing for the log. */
  readonly name: string | null;
  readonly params: (of: AccountThings) => Params;
  readonly search: Params;
  readonly body: ((of: AccountThings) => string) | null;
  /** Every refused attempt is in the log, of whoever is not signed in too. A read that nobody is signed in for is not. */
  readonly writes: boolean;
  /** To whoever has no right to it, it is not there. */
  readonly isHidden: boolean;
}

const none = () => ({});
const read = (name: string, params: RouteCall["params"] = none, more: Partial<RouteCall> = {}): RouteCall => ({
  kind: "account",
  name,
  params,
  search: {},
  body: null,
  writes: false,
  isHidden: false,
  ...more,
});
const anybody: RouteCall = { ...read("", none), kind: "anybody", name: null };

const ofRelation = ({ relationId }: AccountThings) => ({ relationId });
const file = { search: { format: "csv", zone: "UTC" } };

/** Every route but next-auth's, whose stories are in `lib/auth/` and `e2e/`; by its folder and its method. */
export const routeCalls: Readonly<Record<string, Readonly<Record<string, RouteCall>>>> = {
  "api/account-operations/[id]": {
    GET: read("account_operation.read", ({ operationId }) => ({ id: operationId })),
  },
  "api/account-operations/acts/[relationId]": { GET: read("relation.read", ofRelation) },
  "api/change-sets/[id]": { GET: read("change_set.read", ({ changeSetId }) => ({ id: changeSetId })) },
  "api/change-sets/draft": { GET: read("draft.read") },
  "api/change-sets/draft/relations": { GET: read("draft.read", none, { isHidden: true }) },
  "api/change-sets/draft/wanted": { GET: read("draft.read") },
  "api/exports/certificates/[id]": {
    GET: read("certificate.export", ({ sweepId }) => ({ id: sweepId })),
    HEAD: anybody,
  },
  "api/exports/change-sets/[id]": {
    GET: read("change_set.export", ({ changeSetId }) => ({ id: changeSetId }), file),
    HEAD: anybody,
  },
  "api/exports/members": {
    GET: read("member.export", none, file),
    POST: read("member.export", none, {
      ...file,
      body: ({ relationId }) => JSON.stringify({ relationIds: [relationId] }),
    }),
    HEAD: anybody,
  },
  "api/facts": { GET: read("member.list") },
  "api/imports": {
    POST: read("draft.import", none, {
      writes: true,
      body: ({ memberUid }) => `uid,code,wanted\n${memberUid},FORBID_MANAGE_INVOICE,on`,
    }),
  },
  "api/matrix": { GET: read("member.list") },
  "api/matrix/[relationIds]": { GET: read("member.list", ({ relationId }) => ({ relationIds: relationId })) },
  "api/members": { GET: read("member.list") },
  "api/relations/[relationId]": { GET: read("relation.read", ofRelation) },
  "api/status": { GET: read("desk.status") },
  healthz: { GET: anybody },
  metrics: { GET: anybody },
  readyz: { GET: anybody },
};

const app = join(import.meta.dirname, "../..");
const elsewhere = "api/auth/[...nextauth]";
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const handler = z.custom<(request: Request, context: { params: Promise<Params> }) => Response | Promise<Response>>(
  (value) => typeof value === "function",
);
const exportsOf = async (route: string): Promise<Record<string, unknown>> =>
  await import(/* @vite-ignore */ join(app, route, "route.ts"));

/** The methods of the routes that there are, by their folders. */
export async function foundRoutes(): Promise<Readonly<Record<string, readonly string[]>>> {
  const folders = readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((path) => /(^|\/)route\.tsx?$/.test(path))
    .map((path) => path.replace(/\/route\.tsx?$/, ""))
    .filter((route) => route !== elsewhere);
  const found = folders.map(async (route) => {
    const names = Object.keys(await exportsOf(route));
    return [route, names.filter((name) => methods.has(name)).toSorted()] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** A route as a browser reaches it. */
export const routeOf = async (route: string, method: string) => handler.parse((await exportsOf(route))[method]);
