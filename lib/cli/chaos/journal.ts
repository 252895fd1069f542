import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { grouped } from "@/lib/domain/grouped";

const time = z.string().transform((text) => Date.parse(text));
const permission = z.object({ code: z.string(), startTime: z.string(), endTime: z.string() });
const asked = z.object({ verb: z.string(), codes: z.array(z.string()) });

/** The lines that the oracle reads; `lib/simulator/README.md` describes all of them. */
const line = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("received"),
    seq: z.number(),
    at: time,
    call: z.string(),
    operation: z.string().nullable(),
    accessKeyId: z.string().nullable(),
    clientRequestId: z.string().nullable(),
    requestId: z.string(),
    relationId: z.string().nullable(),
    verb: z.string().nullable(),
    codes: z.array(z.string()),
    params: z.record(z.string(), z.string()),
  }),
  z.object({
    event: z.literal("answered"),
    seq: z.number(),
    at: time,
    call: z.string(),
    status: z.number().nullable(),
    code: z.string().nullable(),
    fault: z.string().nullable(),
  }),
  z.object({
    event: z.literal("effect"),
    seq: z.number(),
    at: time,
    relationId: z.string().nullable(),
    verb: z.string(),
    codes: z.array(z.string()),
    state: z.string().nullable(),
    by: z.string(),
    relation: z.object({ permissions: z.array(permission), pending: z.array(asked) }).optional(),
  }),
  z.object({ event: z.literal("visible"), seq: z.number(), effect: z.number() }),
  z.object({ event: z.enum(["started", "held", "read"]) }),
]);

/** One call of ours as the simulator received it. */
export interface Call {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly operation: string | null;
  readonly clientRequestId: string | null;
  /** The id that the simulator answered under. */
  readonly requestId: string;
  readonly relationId: string | null;
  readonly verb: string | null;
  readonly codes: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  /** Null while it was never answered. */
  answer: { readonly seq: number; readonly code: string | null; readonly fault: string | null } | null;
}

/** One change of a relation, whoever made it. */
export interface Effect {
  readonly seq: number;
  readonly at: number;
  readonly relationId: string;
  readonly verb: string;
  /** What really changed; empty while the member has yet to confirm. */
  readonly codes: readonly string[];
  readonly state: string | null;
  /** Whose it is: the call, the member, the console, or the door (minted). */
  readonly by: Call | "member" | "console" | "door";
  /** What is on afterwards. */
  readonly on: ReadonlySet<string>;
  readonly pending: readonly z.infer<typeof asked>[];
  /** From which event on reads show it. */
  visibleSeq: number | null;
}

/** The simulator's journal: what really happened. */
export interface Journal {
  /** Every call under a key of ours, in the order received. */
  readonly calls: readonly Call[];
  byRequestId(requestId: string): Call | null;
  /** In their order. */
  effectsOn(relationId: string): readonly Effect[];
  readonly effects: readonly Effect[];
}

const authors = new Set(["member", "console", "door"] as const);
const isAuthor = (text: string): text is "member" | "console" | "door" =>
  [...authors].some((author) => author === text);

/** Started and not ended; both to the minute, as the simulator keeps them. */
const isOn = ({ startTime, endTime }: z.infer<typeof permission>, at: number): boolean =>
  Date.parse(startTime) <= at && (endTime === "" || Date.parse(endTime) > at);

export async function readJournal(path: string): Promise<Journal> {
  const calls = new Map<string, Call>();
  const byRequestId = new Map<string, Call>();
  const effects: Effect[] = [];
  const bySeq = new Map<number, Effect>();
  for await (const text of createInterface(createReadStream(path))) {
    const event = line.parse(JSON.parse(text));
    switch (event.event) {
      case "received": {
        const { call: id, event: _, accessKeyId: __, ...rest } = event;
        const call: Call = { ...rest, answer: null };
        calls.set(id, call);
        byRequestId.set(call.requestId, call);
        break;
      }
      case "answered": {
        const call = calls.get(event.call);
        if (call) call.answer = { seq: event.seq, code: event.code, fault: event.fault };
        break;
      }
      case "effect": {
        const { relationId, relation, seq, at, verb, codes, state } = event;
        if (relationId === null || !relation) break;
        const by = isAuthor(event.by) ? event.by : calls.get(event.by);
        if (!by) throw new Error(`the journal's event ${seq} is by nobody known`);
        const on = new Set(relation.permissions.filter((row) => isOn(row, at)).map(({ code }) => code));
        const effect: Effect = {
          ...{ seq, at, relationId, verb, codes, state, by, on },
          pending: relation.pending,
          visibleSeq: null,
        };
        effects.push(effect);
        bySeq.set(seq, effect);
        break;
      }
      case "visible": {
        const effect = bySeq.get(event.effect);
        if (effect) effect.visibleSeq = event.seq;
        break;
      }
      default:
    }
  }
  const byRelation = grouped(effects, ({ relationId }) => relationId);
  return {
    calls: [...calls.values()],
    effects,
    byRequestId: (requestId) => byRequestId.get(requestId) ?? null,
    effectsOn: (relationId) => byRelation.get(relationId) ?? [],
  };
}
