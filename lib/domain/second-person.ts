import {
  catalogue,
  type Direction,
  type PermissionCode,
  permissionCodes,
  type Risk,
} from "@/lib/domain/permission-catalogue";
import type { Role } from "@/lib/domain/policy";

/** Acts on the account's links that may want a second person. */
export const linkActs = ["create", "link", "unlink", "invitation"] as const;
/**
 * Acts on the desk itself that may want one: a code's alias, a rule, boxes of trusteeships opened, this policy, strong roles,
 * writes turned on. To resume is none of them: what goes on then was agreed to act by act. Nor is what only tightens.
 */
export const deskActs = ["alias", "rule", "trusteeship", "policy", "grant", "writes_on"] as const;

type ChangeAct = `${Direction}:${PermissionCode}`;
/** Everything that may want a second person. */
export type SecondPersonAct = ChangeAct | (typeof linkActs)[number] | (typeof deskActs)[number];

export const changeAct = ({ direction, code }: { direction: Direction; code: PermissionCode }): ChangeAct =>
  `${direction}:${code}`;

/** All of them, in the order in which a page shows them. */
export const secondPersonActs: readonly SecondPersonAct[] = [
  ...permissionCodes.flatMap((code) => [
    changeAct({ direction: "add", code }),
    changeAct({ direction: "remove", code }),
  ]),
  ...linkActs,
  ...deskActs,
];

/** Whether acts want a second person on an account; `acts` has what was chosen otherwise than by the standard. */
export interface SecondPersonPolicy {
  readonly on: boolean;
  readonly acts: Readonly<Partial<Record<SecondPersonAct, boolean>>>;
}

const riskOf = (act: SecondPersonAct): Risk => {
  for (const code of permissionCodes)
    for (const direction of ["add", "remove"] as const)
      if (act === changeAct({ direction, code })) return catalogue[code].risk[direction];
  return "high";
};

/** The standard: a second person for everything but changes of low and medium risk. */
export const standardly = (act: SecondPersonAct): boolean => riskOf(act) === "high";

/** Whether an act is chosen to want a second person, be second persons on or off. */
export const isChosen = (policy: SecondPersonPolicy, act: SecondPersonAct): boolean =>
  policy.acts[act] ?? standardly(act);

/** Whether an act wants a second person now. */
export const wantsSecondPerson = (policy: SecondPersonPolicy, act: SecondPersonAct): boolean =>
  policy.on && isChosen(policy, act);

/** Whether a change wants a second person now; one with an end does its reverse as well. */
export const changeWantsSecond = (
  policy: SecondPersonPolicy,
  { code, direction }: { readonly code: PermissionCode; readonly direction: Direction },
  hasEnd: boolean,
): boolean =>
  wantsSecondPerson(policy, changeAct({ code, direction })) ||
  (hasEnd && wantsSecondPerson(policy, changeAct({ code, direction: direction === "add" ? "remove" : "add" })));

/** Roles whose holder decides for others: to grant one is an act of its own. */
export const strongRoles: readonly Role[] = ["requester", "approver", "administrator"];

/**
 * Whether roles must not be held together. Who sets the desk's rules holds neither hand of a change, unless second persons are
 * off everywhere: then one person may be everybody.
 */
export const mustNotMeet = (roles: readonly Role[], secondPersonsAreOn: boolean): boolean =>
  secondPersonsAreOn && roles.includes("administrator") && (roles.includes("requester") || roles.includes("approver"));

/** How long a request waits for its second person, in milliseconds. */
export const approvalWaitsMs = 72 * 3_600_000;

/** For so long nobody approves for a person whom they have let in or given a role, in milliseconds. */
export const grantorWaitsMs = 30 * 24 * 3_600_000;
