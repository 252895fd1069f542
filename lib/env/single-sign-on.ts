import { z } from "zod";
import { type Role, roles } from "@/lib/domain/policy";

/** How the company's own sign-in is reached, and what its groups may do here. */
export interface SingleSignOn {
  /** The provider's issuer, as its discovery document lies below it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it: it stands on the button. */
  readonly name: string;
  /** Scopes to ask for, with blanks between them. */
  readonly scope: string;
  /** The claim that holds a person's groups. */
  readonly groupsClaim: string;
  readonly rolesByGroup: ReadonlyMap<string, readonly Role[]>;
}

/** The settings as they were given; those that have a standard are there. */
interface Given {
  readonly LINKBOOK_OIDC_ISSUER?: string | undefined;
  readonly LINKBOOK_OIDC_CLIENT_ID?: string | undefined;
  readonly LINKBOOK_OIDC_CLIENT_SECRET?: string | undefined;
  readonly LINKBOOK_OIDC_ROLES?: string | undefined;
  readonly LINKBOOK_OIDC_NAME: string;
  readonly LINKBOOK_OIDC_SCOPE: string;
  readonly LINKBOOK_OIDC_GROUPS_CLAIM: string;
}

interface Problem {
  readonly setting: string;
  readonly problem: string;
}

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether an address of the provider may be used: HTTPS, or plain HTTP on this very machine. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && loopback.has(hostname));
}

const wanted = `group=role, with commas between them, or a JSON object, is wanted; roles are ${roles.join(", ")}`;
const json = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Pairs of a group and a role, from `group=role,group=role` or `{"group": "role", "group": ["role", "role"]}`. */
function pairsOf(text: string): readonly (readonly [group: string, role: string])[] | null {
  if (!text.trimStart().startsWith("{"))
    return text.split(",").map((pair) => {
      // A group may have an equals sign in it, as the names of a directory do; a role has none.
      const at = pair.lastIndexOf("=");
      return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()] as const;
    });
  try {
    const read = json.safeParse(JSON.parse(text));
    return read.success
      ? Object.entries(read.data).flatMap(([group, of]) => [of].flat().map((role) => [group, role] as const))
      : null;
  } catch {
    return null;
  }
}

/** Which roles each group gives; `null`: not so written, or a role is not known. */
function readRoles(text: string): ReadonlyMap<string, readonly Role[]> | null {
  const byGroup = new Map<string, readonly Role[]>();
  for (const [group, name] of pairsOf(text) ?? [["", ""]]) {
    const role = roles.find((known) => known === name);
    if (!role || group === "") return null;
    byGroup.set(group, [...new Set([...(byGroup.get(group) ?? []), role])]);
  }
  return byGroup.size > 0 ? byGroup : null;
}

/** The settings of single sign-on; `null`: there is none. What is wrong is named and never repeated. */
export function singleSignOnOf(given: Given): {
  readonly settings: SingleSignOn | null;
  readonly problems: readonly Problem[];
} {
  const needed = [
    "LINKBOOK_OIDC_ISSUER",
    "LINKBOOK_OIDC_CLIENT_ID",
    "LINKBOOK_OIDC_CLIENT_SECRET",
    "LINKBOOK_OIDC_ROLES",
  ] as const;
  if (needed.every((name) => given[name] === undefined)) return { settings: null, problems: [] };
  const issuer = given.LINKBOOK_OIDC_ISSUER;
  const byGroup = given.LINKBOOK_OIDC_ROLES === undefined ? null : readRoles(given.LINKBOOK_OIDC_ROLES);
  const problems = [
    ...needed
      .filter((name) => given[name] === undefined)
      .map((setting) => ({ setting, problem: "it is missing; single sign-on needs all four" })),
    ...(issuer !== undefined && !isSafeAddress(issuer)
      ? [{ setting: "LINKBOOK_OIDC_ISSUER", problem: "an https address is wanted; plain http on loopback only" }]
      : []),
    ...(given.LINKBOOK_OIDC_ROLES !== undefined && !byGroup
      ? [{ setting: "LINKBOOK_OIDC_ROLES", problem: wanted }]
      : []),
  ];
  const { LINKBOOK_OIDC_CLIENT_ID: clientId, LINKBOOK_OIDC_CLIENT_SECRET: clientSecret } = given;
  if (problems.length > 0 || !issuer || !clientId || !clientSecret || !byGroup) return { settings: null, problems };
  return {
    settings: {
      issuer: issuer.replace(/\/$/, ""),
      clientId,
      clientSecret,
      name: given.LINKBOOK_OIDC_NAME,
      scope: given.LINKBOOK_OIDC_SCOPE,
      groupsClaim: given.LINKBOOK_OIDC_GROUPS_CLAIM,
      rolesByGroup: byGroup,
    },
    problems,
  };
}
