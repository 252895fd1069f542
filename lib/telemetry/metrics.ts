import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** One attempt of one upstream call, ended, as the gateway tells it. */
export interface ObservedCall {
  readonly action: string;
  readonly kind: string;
  readonly code: string | null;
  readonly durationMs: number;
}

/** What is asked of an account's worker at each scrape. */
export interface WatchedAccount {
  readonly load: () => {
    readonly waiting: number;
    readonly begunLastSecond: number;
    readonly allowedPerSecond: number;
  };
  readonly isLeader: () => boolean;
}

/** A figure that is read where it is kept, at each scrape. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

/** So many different codes are told apart in a process; upstream sets no bound on what it may answer. */
const mostCodes = 60;

function createMetrics() {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const watched = new Map<string, WatchedAccount>();
  const gauge = (name: string, help: string, ask: (account: WatchedAccount) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["account"],
      registers,
      collect() {
        this.reset();
        for (const [account, one] of watched) this.set({ account }, ask(one));
      },
    });
  gauge("linkbook_leader", "1 where this process leads the account's work.", (one) => Number(one.isLeader()));
  gauge("linkbook_upstream_waiting", "Calls that wait for their turn in the rate.", (one) => one.load().waiting);
  gauge("linkbook_upstream_rate", "Calls begun in the last second.", (one) => one.load().begunLastSecond);
  gauge("linkbook_upstream_rate_limit", "Calls that may begin in a second now.", (one) => one.load().allowedPerSecond);
  return {
    register,
    watched,
    codes: new Set<string>(),
    calls: new Counter({
      name: "linkbook_upstream_calls_total",
      help: "Attempts of calls to Alibaba Cloud by class of answer and code.",
      labelNames: ["account", "action", "kind", "code"],
      registers,
    }),
    seconds: new Histogram({
      name: "linkbook_upstream_call_seconds",
      help: "Time from the first byte to the answer of calls that left.",
      labelNames: ["account", "action"],
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    faults: new Counter({
      name: "linkbook_database_faults_total",
      help: "Transactions that storage itself made fail.",
      labelNames: ["fault"],
      registers,
    }),
  };
}

// The bundler evaluates this module twice in one process, once for routes and once for instrumentation.
const place = globalThis as typeof globalThis & { linkbookMetrics?: ReturnType<typeof createMetrics> };

function metrics() {
  place.linkbookMetrics ??= createMetrics();
  return place.linkbookMetrics;
}

/** A code as a label: those that come first in a process, the rest together. */
function codeLabel(code: string | null): string {
  if (code === null) return "none";
  const { codes } = metrics();
  if (codes.has(code)) return code;
  if (codes.size >= mostCodes || !/^[A-Za-z0-9_.-]{1,64}$/.test(code)) return "other";
  codes.add(code);
  return code;
}

/** Counts an attempt of an upstream call. `account`: the UID that Linkbook holds credentials for. */
export function observeCall(account: string, { action, kind, code, durationMs }: ObservedCall): void {
  const { calls, seconds } = metrics();
  calls.inc({ account, action, kind, code: codeLabel(code) });
  if (durationMs > 0) seconds.observe({ account, action }, durationMs / 1_000);
}

/** Asks an account's worker at each scrape, until what this gives is called. */
export function watchAccount(account: string, one: WatchedAccount): () => void {
  const { watched } = metrics();
  watched.set(account, one);
  return () => {
    if (watched.get(account) === one) watched.delete(account);
  };
}

export const countDatabaseFault = (fault: string): void => metrics().faults.inc({ fault });

/** All that this process has counted, and these figures, in the text format of Prometheus. */
export async function metricsText(figures: readonly Figure[]): Promise<string> {
  const register = new Registry();
  for (const { name, help, samples } of figures) {
    const labelNames = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
    const gauge = new Gauge({ name, help, labelNames, registers: [register] });
    for (const { labels, value } of samples) gauge.set({ ...labels }, value);
  }
  return `${await metrics().register.metrics()}\n${await register.metrics()}`;
}

/** What `metricsText` is written in. */
export const metricsType = Registry.PROMETHEUS_CONTENT_TYPE;
