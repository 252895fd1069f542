import type { Ability } from "@/lib/domain/policy";

/** The pages of the navigation, each with the ability that it wants; its address is its name. */
export const mainPages = [
  ["attention", "member.read"],
  ["members", "member.read"],
  ["matrix", "member.read"],
  ["changes", "member.read"],
  ["audit", "audit.read"],
  ["settings", "member.read"],
] as const satisfies readonly (readonly [string, Ability])[];

/** All pages that are about nothing in particular. */
export const allPages = [
  ...mainPages,
  ["approvals", "member.read"],
  ["operations", "member.read"],
  ["sweeps", "member.read"],
  ["people", "person.manage"],
] as const satisfies readonly (readonly [string, Ability])[];

/** What can be begun from anywhere, with the page on which it begins. */
export const acts = [
  ["create", "/members/new", "member.create"],
  ["link", "/members/link", "member.link"],
  ["import", "/members/import", "change.request"],
] as const satisfies readonly (readonly [string, string, Ability])[];
