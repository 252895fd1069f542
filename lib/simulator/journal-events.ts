import type { Account } from "@/lib/simulator/accounts";
import type { Relation, State, Verb } from "@/lib/simulator/relation";

/** Who changed something: a call (its id), the member, somebody in Alibaba Cloud's own console, or the door (minted). */
export type Author = string;

/** How a relation changed: codes on or off, linked, unlinked, minted, or (a member's answer, a cancelling) its state. */
export type RelationVerb = Verb | "LINK" | "UNLINK" | "STATE" | "MINT";

/** What is put into the journal; it adds `seq` (from 1, without gaps) and `at` (ISO 8601, milliseconds). */
export type JournalEntry =
  | { event: "started"; seed: number; members: number; payerUid: string }
  | {
      event: "received";
      call: string;
      operation: string | null;
      callerUid: string | null;
      accessKeyId: string | null;
      signature: string | null;
      /** The RequestId parameter, chosen by the caller. */
      clientRequestId: string | null;
      /** The id under which the answer goes out. */
      requestId: string;
      relationId: string | null;
      /** The account that the call is about: ChildUserId, or the UserId of QueryFinancialAccountInfo. */
      memberUid: string | null;
      verb: string | null;
      codes: string[];
      /** Tells whether two calls were about the same address. */
      loginEmailDigest: string | null;
      /** Every business parameter; LoginEmail and the names of a new account are masked. */
      params: Record<string, string>;
    }
  /** A call, an effect or a body stands at a closed gate. */
  | {
      event: "held";
      call: string;
      operation: string | null;
      relationId: string | null;
      gate: string;
      point: "reception" | "effect" | "answer" | "body";
    }
  /** What QueryPermissionList showed, spelled as it was shown. */
  | { event: "read"; call: string; operation: string; relationId: string; state: State; codes: string[] }
  | {
      event: "effect";
      relationId: string;
      memberUid: string;
      verb: RelationVerb;
      /** Codes that really changed; empty where only the state did, or where the member has yet to confirm. */
      codes: string[];
      state: State;
      by: Author;
      requestId: string | null;
      /** The whole relation afterwards; a restart with the same journal takes up from here. */
      relation: Relation;
    }
  /** An account came to exist, by CreateAgAccount or minted. */
  | {
      event: "effect";
      relationId: null;
      memberUid: string;
      verb: "CREATE" | "MINT";
      codes: readonly [];
      state: null;
      by: Author;
      requestId: string | null;
      account: Account;
    }
  | { event: "visible"; relationId: string | null; memberUid: string; effect: number; by: Author }
  | {
      event: "answered";
      call: string;
      operation: string | null;
      relationId: string | null;
      /** Null when the connection was cut instead. */
      status: number | null;
      code: string | null;
      fault: string | null;
      /** The caller had gone before the answer. */
      gone: boolean;
    };

export type JournalEvent = JournalEntry & { seq: number; at: string };
