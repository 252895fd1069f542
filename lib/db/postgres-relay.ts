import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { onSignal, raise } from "@/lib/db/signal";

const channel = "linkbook";
const relayed = ["wake", "changed"] as const;
type Relayed = (typeof relayed)[number];

/** However much is raised, other processes are told so many times a second at most. */
const everyMs = 50;
const againMs = 1_000;

/**
 * Tells other processes on the database what is raised here, and raises here what they tell, over a connection of its
 * own that is made again when it is lost. Only hints, so what is missed meanwhile is found by looking. Returns the end.
 */
export function relay(connect: () => pg.Client): () => Promise<void> {
  const self = randomUUID();
  const stopping = new AbortController();
  const told = new Set<Relayed>();
  let opened: pg.Client | null = null;
  let listening: pg.Client | null = null;
  let isHearing = false;
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    timer = null;
    const client = listening;
    const signals = [...told];
    told.clear();
    if (client && signals.length > 0)
      client.query("select pg_notify($1, $2)", [channel, `${self} ${signals.join(" ")}`]).catch(() => undefined);
  }

  const stops = relayed.map((signal) =>
    onSignal(signal, () => {
      // What came from another process has been told by it.
      if (isHearing) return;
      told.add(signal);
      timer ??= setTimeout(tell, everyMs).unref();
    }),
  );

  function hear(signals: readonly Relayed[]): void {
    isHearing = true;
    for (const signal of signals) raise(signal);
    isHearing = false;
  }

  async function listen(): Promise<void> {
    const client = connect();
    client.on("error", () => undefined);
    // Not events.once(), which an error would reject before anybody waits for it.
    const lost = new Promise<void>((resolve) => {
      client.once("end", resolve);
    });
    client.on("notification", ({ payload = "" }) => {
      const [from, ...words] = payload.split(" ");
      if (from !== self) hear(relayed.filter((signal) => words.includes(signal)));
    });
    opened = client;
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      listening = client;
      // Whatever was told while nobody listened.
      hear(relayed);
      await lost;
    } finally {
      listening = null;
      // After its end this waits for nothing.
      await client.end().catch(() => undefined);
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await listen().catch(() => undefined);
      await sleep(againMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  })();
  return async () => {
    for (const stop of stops) stop();
    if (timer) clearTimeout(timer);
    stopping.abort();
    await opened?.end().catch(() => undefined);
    await running;
  };
}
