import type { Account, Accounts } from "@/lib/simulator/accounts";
import { type Act, decideAct, decideModify, type ModifyRequest } from "@/lib/simulator/change";
import type { Clock } from "@/lib/simulator/clock";
import { type Principal, principalOf } from "@/lib/simulator/credentials";
import type { Gates } from "@/lib/simulator/gates";
import type { Journal, Remains } from "@/lib/simulator/journal";
import type { Author, RelationVerb } from "@/lib/simulator/journal-events";
import { type Child, decideLink, type LinkRequest } from "@/lib/simulator/link";
import { codesOn, type Relation, type Verb } from "@/lib/simulator/relation";
import type { Lag, RelationStore } from "@/lib/simulator/store";
import type { Switches } from "@/lib/simulator/switches";
import { afterWait, type Wait } from "@/lib/simulator/waiting";

/** When reads begin to show an effect. */
export type Visibility =
  | { readonly kind: "at_once" }
  | { readonly kind: "late"; readonly wait: Wait }
  | { readonly kind: "flapping"; readonly reads: number };

export const AT_ONCE: Visibility = { kind: "at_once" };

/** Where the relation of a created account waits while `createLinks` is `late`. */
const CREATED_LINKS = "created-links";

/** The call that has an effect, and the id under which it was answered. */
type ByCall = { readonly by: Author; readonly requestId: string };

type Change = {
  readonly relation: Relation;
  readonly verb: RelationVerb;
  readonly codes: readonly string[];
  readonly by: Author;
  readonly requestId?: string;
};

/** The account-linking service behind the wire: what is true, and the only way in which it changes. */
export class World {
  constructor(
    readonly payerUid: string,
    readonly store: RelationStore,
    readonly accounts: Accounts,
    readonly journal: Journal,
    readonly clock: Clock,
    readonly gates: Gates,
    public switches: Switches,
  ) {}

  /** Takes up what an earlier process left in the journal. */
  restore({ relations, accounts }: Remains): void {
    for (const account of accounts) this.accounts.put(account);
    for (const relation of relations) this.store.put(relation, { kind: "none" }, () => {});
  }

  /** Whom an access key belongs to, or null. */
  principalOf(accessKeyId: string): Principal | null {
    return principalOf(accessKeyId, this.payerUid, (uid) => uid !== this.payerUid && this.knows(uid));
  }

  /** Whether an account of this UID exists. */
  knows(uid: string): boolean {
    return uid === this.payerUid || this.accounts.get(uid) !== null || this.store.indicesOfCounterpart(uid).length > 0;
  }

  /** The account of a UID as one that could be linked, or null when there is none. */
  childOf(uid: string): Child | null {
    const relations = this.store.indicesOfCounterpart(uid).map((index) => this.store.currentAt(index));
    const account = this.accounts.get(uid);
    const known = account ?? relations.at(-1);
    if (!known) return null;
    const { name, differentName } = known;
    return { name, differentName, linkedElsewhere: account?.linkedElsewhere ?? false, relations };
  }

  /** A ModifyAccountRelation lands. What stands in its way by now (it may land late) makes it land without effect. */
  modify(relationId: string, request: ModifyRequest, author: ByCall, visibility: Visibility): void {
    const before = this.store.current(relationId);
    if (!before) return;
    const decision = decideModify(before, request, this.switches, this.clock.now());
    if (decision.kind === "refused" || isSame(before, decision.relation)) return;
    const change = { relation: decision.relation, verb: request.verb, codes: decision.changed, ...author };
    this.commit(change, visibility);
  }

  /** An AddAccountRelation lands, unless something stands in its way by now. */
  link(request: LinkRequest, author: ByCall, visibility: Visibility): void {
    const child = this.childOf(request.childUid);
    if (!child) return;
    const decision = decideLink(request, child, this.switches, this.clock.now());
    if (decision.kind === "refused") return;
    const { relation } = decision;
    const codes = relation.state === "RELATED" ? codesOn(relation, this.clock.now()) : [];
    this.commit({ relation, verb: "LINK", codes, ...author }, visibility);
  }

  /** Somebody in Alibaba Cloud's own console: no switch and no confirmation stands in the way. */
  console(relation: Relation, changed: Relation, verb: Verb, codes: readonly string[]): void {
    if (!isSame(relation, changed)) this.commit({ relation: changed, verb, codes, by: "console" }, AT_ONCE);
  }

  /** Somebody answers, withdraws or ends. False when the relation is in no state for this act. */
  act(before: Relation, act: Act, author: ByCall | { by: "member" }, visibility: Visibility = AT_ONCE): boolean {
    const steps = decideAct(before, act, this.clock.now());
    for (const step of steps) this.commit({ ...step, ...author }, visibility);
    return steps.length > 0;
  }

  mint(relation: Relation): void {
    this.commit({ relation, verb: "MINT", codes: [], by: "door" }, AT_ONCE);
  }

  /** A CreateAgAccount lands, unless the address has been taken by now. `relationId`: of the link that may follow. */
  create(account: Account, relationId: string, author: ByCall, visibility: Visibility): void {
    if (this.accounts.withEmail(account.emailDigest)) return;
    this.accounts.put(account);
    const memberUid = account.uid;
    const effect = this.journal.append({
      ...{ event: "effect", relationId: null, memberUid, verb: "CREATE", codes: [], state: null },
      ...author,
      account,
    });
    const lift = this.accounts.veil(memberUid);
    const show = () => {
      lift();
      this.journal.append({ event: "visible", relationId: null, memberUid, effect, by: author.by });
    };
    if (visibility.kind === "late") afterWait(this, visibility.wait, show);
    else show();

    const request = {
      relationId,
      childUid: memberUid,
      parentUid: this.payerUid,
      codes: [],
      isTrusteeship: false,
      nick: null,
    };
    const link = () => this.link(request, author, visibility);
    if (this.switches.createLinks === "related") link();
    if (this.switches.createLinks === "late") this.gates.pass(CREATED_LINKS, link);
  }

  mintAccount(account: Account): void {
    this.accounts.put(account);
    const { uid: memberUid } = account;
    const effect = { event: "effect", relationId: null, memberUid, codes: [], state: null, account } as const;
    this.journal.append({ ...effect, verb: "MINT", by: "door", requestId: null });
  }

  private commit(change: Change, visibility: Visibility): void {
    const { relation, verb, codes, by, requestId = null } = change;
    const { relationId, state } = relation;
    const memberUid = relation.masterUid === this.payerUid ? relation.memberUid : relation.masterUid;
    const effect = this.journal.append({
      event: "effect",
      relationId,
      memberUid,
      verb,
      codes: [...codes],
      state,
      by,
      requestId,
      relation,
    });
    const lift = this.store.put(relation, lagOf(visibility), () => {
      this.journal.append({ event: "visible", relationId, memberUid, effect, by });
    });
    if (visibility.kind === "late") afterWait(this, visibility.wait, lift);
  }
}

function lagOf(visibility: Visibility): Lag {
  if (visibility.kind === "late") return { kind: "until_lifted" };
  if (visibility.kind === "flapping") return visibility;
  return { kind: "none" };
}

function isSame(before: Relation, after: Relation): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
