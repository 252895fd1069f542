import type { IncomingMessage, ServerResponse } from "node:http";
import { authorise } from "@/lib/simulator/authorise";
import { Exchange } from "@/lib/simulator/exchange";
import { effectOf, type Fault, waitOf } from "@/lib/simulator/fault-kinds";
import type { Faults } from "@/lib/simulator/faults";
import { operationOf } from "@/lib/simulator/operations/catalogue";
import type { Call, Operation, Outcome } from "@/lib/simulator/operations/operation";
import type { Quota } from "@/lib/simulator/quota";
import { fraction } from "@/lib/simulator/random";
import { faultyReply, honestReply, refusalReply, throttled } from "@/lib/simulator/replies";
import { afterWait } from "@/lib/simulator/waiting";
import { ApiError } from "@/lib/simulator/wire/api-error";
import { authenticate } from "@/lib/simulator/wire/authenticate";
import type { Nonces } from "@/lib/simulator/wire/nonces";
import { type Reply, reset, sendHalf, sendSlowly, sendWhole } from "@/lib/simulator/wire/reply";
import { validate } from "@/lib/simulator/wire/validate";
import { readWireRequest, type WireRequest } from "@/lib/simulator/wire/wire-request";
import { AT_ONCE, type Visibility, type World } from "@/lib/simulator/world";

export type Service = {
  readonly world: World;
  readonly faults: Faults;
  readonly quota: Quota;
  readonly nonces: Nonces;
};

/** Answers one request of the wire, and rejects only for a fault of the simulator itself. */
export async function serve(service: Service, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readWireRequest(incoming).catch(() => null);
  if (request === null) {
    response.destroy();
    return;
  }
  const exchange = new Exchange(service.world, request, response);
  try {
    const { operation, call } = admit(service, request, exchange);
    await perform(service, operation, call, exchange);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const product = request.headers["x-acs-version"] === "2015-04-01" ? "Sts" : "BssOpenApi";
    const reply = refusalReply(error, exchange.requestId, product);
    exchange.close(reply, null);
    sendWhole(response, reply);
  }
}

/** Everything that can refuse a call before it is one. Throws `ApiError`. */
function admit(service: Service, request: WireRequest, exchange: Exchange): { operation: Operation; call: Call } {
  const { world, nonces, quota } = service;
  const { switches } = world;
  const now = world.clock.now();
  const operation = operationOf(request);
  const caller = authenticate(request, { principalOf: (id) => world.principalOf(id), nonces, now });
  authorise(caller, operation);
  if (operation.product === "BssOpenApi") {
    const retryAfterMs = quota.take(caller.accountUid, switches.quotaPerSecond, now);
    if (retryAfterMs > 0) throw throttled(retryAfterMs);
  }
  const pairs = [...request.query, ...request.form];
  const args = validate(operation.spec, pairs, switches.unknownParameters === "refused");
  const { id, number, requestId } = exchange;
  return { operation, call: { id, number, requestId, caller, args, world } };
}

async function perform(service: Service, operation: Operation, call: Call, exchange: Exchange): Promise<void> {
  const { world, faults } = service;
  const { relationId, memberUid, verb } = exchange;
  const { accessKeyId } = call.caller;
  const fault = faults.meet({ operation: operation.name, relationId, memberUid, verb, accessKeyId });
  const latency = latencyOf(world, call.number);
  if (latency > 0) await exchange.wait({ ms: latency }, "reception");
  if (fault?.kind === "hold" && fault.when === "before") await exchange.wait(waitOf(fault), "reception");

  const outcome = operation.run(call);
  landEffect(world, outcome, fault, exchange);
  const context = { requestId: call.requestId, product: operation.product, switches: world.switches };
  const honest = honestReply(outcome, context);
  const reply = fault ? faultyReply(fault, outcome, honest, context) : honest;
  if (outcome.kind === "done" && outcome.shown && (reply === honest || fault?.kind === "empty_list")) {
    const codes = reply === honest ? [...outcome.shown.codes] : [];
    world.journal.append({ event: "read", call: call.id, operation: operation.name, ...outcome.shown, codes });
  }

  if (fault?.kind === "slow_answer" || (fault?.kind === "hold" && fault.when === "after")) {
    await exchange.wait(waitOf(fault), "answer");
  }
  await deliver(exchange, reply, fault);
}

function landEffect(world: World, outcome: Outcome, fault: Fault | null, exchange: Exchange): void {
  if (outcome.kind !== "done" || !outcome.land) return;
  const { land } = outcome;
  const visibility = visibilityOf(fault);
  const when = effectOf(fault);
  if (when === "never") return;
  if (when === "now") {
    land(visibility);
    return;
  }
  if ("gate" in when) exchange.noteGate(when.gate, "effect");
  afterWait(world, when, () => land(visibility));
}

function visibilityOf(fault: Fault | null): Visibility {
  if (fault?.kind === "late_visibility") return { kind: "late", wait: waitOf(fault) };
  if (fault?.kind === "flapping_visibility") return { kind: "flapping", reads: fault.reads };
  return AT_ONCE;
}

async function deliver(exchange: Exchange, reply: Reply, fault: Fault | null): Promise<void> {
  const { response } = exchange;
  const isCut = fault?.kind === "reset_before" || fault?.kind === "reset_after";
  exchange.close(isCut ? null : reply, fault?.kind ?? null);
  if (exchange.isGone) return;
  if (isCut) return reset(response);
  if (fault?.kind === "truncated_body") return sendHalf(response, reply, fault.cut);
  if (fault?.kind === "slow_body") {
    return sendSlowly(response, reply, () => exchange.wait(waitOf(fault), "body"));
  }
  sendWhole(response, reply);
}

/** Fixed part plus jitter; the jitter depends on seed and call only. */
function latencyOf(world: World, call: number): number {
  const { latencyMs, latencyJitterMs } = world.switches;
  return latencyMs + latencyJitterMs * fraction(world.store.population.seed, call);
}
