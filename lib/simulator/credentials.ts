/** The only secret there is: the simulator protects nothing, it checks that a client signs correctly. */
const SECRET = "demo-secret";

/** `query`: what AliyunBSSReadOnlyAccess gives (the actions `bssapi:Query*`, neither Get* nor Modify*). */
export type Rights = "all" | "query" | "none";

export type Principal = {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly accountUid: string;
  readonly rights: Rights;
  /** Absent for the account itself. */
  readonly ramUser?: { readonly id: string; readonly name: string };
  /** A temporary key (`STS.…`) is good only together with a security token. */
  readonly isTemporary: boolean;
};

const TEMPORARY = "STS.";
const MEMBER = /^member-([1-9]\d{0,18})$/;

/**
 * Whom a key belongs to, or null: `demo-payer`, two RAM users of the same account with fewer rights, and
 * `member-<uid>` for each account that the payer has a relation with. `STS.` before any of them is its temporary twin.
 */
export function principalOf(
  accessKeyId: string,
  payerUid: string,
  isCounterpart: (uid: string) => boolean,
): Principal | null {
  const isTemporary = accessKeyId.startsWith(TEMPORARY);
  const name = isTemporary ? accessKeyId.slice(TEMPORARY.length) : accessKeyId;
  const base = { accessKeyId, secret: SECRET, isTemporary };
  if (name === "demo-payer") return { ...base, accountUid: payerUid, rights: "all" };
  if (name === "demo-readonly") {
    return { ...base, accountUid: payerUid, rights: "query", ramUser: { id: "216959339000000001", name: "readonly" } };
  }
  if (name === "demo-norights") {
    return { ...base, accountUid: payerUid, rights: "none", ramUser: { id: "216959339000000002", name: "norights" } };
  }
  const memberUid = MEMBER.exec(name)?.[1];
  if (memberUid === undefined || !isCounterpart(memberUid)) return null;
  return { ...base, accountUid: memberUid, rights: "all" };
}
