import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { JournalEntry } from "@/lib/simulator/journal-events";
import { emailDigest, masked } from "@/lib/simulator/login-email";
import { actionOf } from "@/lib/simulator/operations/catalogue";
import { type Wait, waited } from "@/lib/simulator/waiting";
import { claimOf } from "@/lib/simulator/wire/authenticate";
import type { Reply } from "@/lib/simulator/wire/reply";
import { businessPairs } from "@/lib/simulator/wire/validate";
import type { WireRequest } from "@/lib/simulator/wire/wire-request";
import type { World } from "@/lib/simulator/world";

type Point = Extract<JournalEntry, { event: "held" }>["point"];

/** One call between its first and its last line in the journal. */
export class Exchange {
  readonly requestId = randomUUID().toUpperCase();
  readonly id: string;
  readonly number: number;
  readonly relationId: string | null;
  readonly memberUid: string | null;
  readonly verb: string | null;
  private readonly operation: string | null;

  /** Records the call as received, before anything about it is believed or refused. */
  constructor(
    private readonly world: World,
    request: WireRequest,
    readonly response: ServerResponse,
  ) {
    const params = Object.fromEntries(businessPairs([...request.query, ...request.form]));
    const claim = claimOf(request);
    this.number = world.journal.next;
    this.id = `call-${this.number}`;
    this.operation = actionOf(request);
    this.relationId = params.RelationId ?? null;
    this.memberUid =
      params.ChildUserId ?? (this.operation === "QueryFinancialAccountInfo" ? params.UserId : null) ?? null;
    this.verb = params.RelationOperation ?? null;
    world.journal.append({
      event: "received",
      call: this.id,
      operation: this.operation,
      callerUid: claim === null ? null : (world.principalOf(claim.accessKeyId)?.accountUid ?? null),
      accessKeyId: claim?.accessKeyId ?? null,
      signature: claim?.version ?? null,
      clientRequestId: params.RequestId ?? null,
      requestId: this.requestId,
      relationId: this.relationId,
      memberUid: this.memberUid,
      verb: this.verb,
      codes: Object.keys(params).flatMap((name) => (name.startsWith("PermissionCodes.") ? [params[name] ?? ""] : [])),
      loginEmailDigest: params.LoginEmail === undefined ? null : emailDigest(params.LoginEmail),
      params: masked(params),
    });
  }

  /** The caller has hung up. */
  get isGone(): boolean {
    return this.response.destroyed;
  }

  /** Waits, and says so in the journal when it stops at a closed gate. */
  wait(wait: Wait, point: Point): Promise<void> {
    if ("gate" in wait) this.noteGate(wait.gate, point);
    return waited(this.world, wait);
  }

  noteGate(gate: string, point: Point): void {
    if (this.world.gates.isOpen(gate)) return;
    const { id: call, operation, relationId } = this;
    this.world.journal.append({ event: "held", call, operation, relationId, gate, point });
  }

  /** The last line, written before the answer leaves. `reply` null: the connection is cut instead. */
  close(reply: Reply | null, fault: string | null): void {
    this.world.journal.append({
      event: "answered",
      call: this.id,
      operation: this.operation,
      relationId: this.relationId,
      status: reply?.status ?? null,
      code: reply?.code ?? null,
      fault,
      gone: this.isGone,
    });
  }
}
