import { setTimeout as sleep } from "node:timers/promises";
import { type Applied, askFor, lookAt, openWork, type Wish } from "@/lib/cli/chaos/asking";
import type { Subject } from "@/lib/cli/chaos/cast";
import type { Desk } from "@/lib/cli/chaos/desk";
import type { DeskProcess } from "@/lib/cli/chaos/desk-process";
import { heldRead } from "@/lib/cli/chaos/fault-mix";
import type { History } from "@/lib/cli/chaos/history";
import type { Incident } from "@/lib/cli/chaos/plan";
import { until } from "@/lib/cli/chaos/until";
import type { Upstream } from "@/lib/cli/chaos/upstream";
import type { RelationId } from "@/lib/domain/ids";
import type { PermissionCode } from "@/lib/domain/permission-catalogue";
import { pauseWrites, resumeWrites } from "@/lib/services/settings/switches";

export interface Scene {
  readonly desk: Desk;
  readonly upstream: Upstream;
  readonly processes: readonly DeskProcess[];
  readonly history: History;
  readonly say: (text: string) => void;
  /** How long a call may last, in milliseconds. */
  readonly callTimeout: number;
}

type Of<Kind extends Incident["kind"]> = Extract<Incident, { kind: Kind }>;

/** A busy database is waited for: the campaign itself must not give up. */
async function surely(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await work();
      return;
    } catch (error) {
      if (tries === 10) throw error;
      await sleep(200);
    }
}

function count({ counts }: History, applied: Applied | null): void {
  if (!applied) return;
  counts.sets += 1;
  counts.changes += applied.changes;
}

/** kill -9 while work is going on, and another start after a while. */
export async function killAndRestart({ processes, history, say }: Scene, incident: Of<"kill">): Promise<void> {
  const struck = processes.filter((_, index) => incident.processes.includes(index));
  await sleep(incident.inMs);
  await Promise.all(struck.map((process) => process.kill()));
  history.counts.kills += 1;
  say(`killed ${incident.processes.map((index) => index + 1).join(" and ")} after ${history.counts.changes} changes`);
  await sleep(incident.downMs);
  for (const process of struck) await process.start();
}

/** Longer than this in which nobody else can write means that the frozen process holds the write lock. */
const lockWaitMs = 200;
const renewedWithinMs = 600;
/** A process that has been up for so long can take the lease over. */
const readyAfterMs = 4_000;

/** Freezes a process outside of a transaction: one that is frozen within would only make everybody else wait. */
async function freezeOutside(desk: Desk, process: DeskProcess): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    process.freeze();
    const free = desk.database.transaction(async () => true).catch(() => false);
    if (await Promise.race([free, sleep(lockWaitMs, false)])) return true;
    process.thaw();
    await free;
    await sleep(tries);
  }
  return false;
}

const deadlineOf = async ({ database }: Desk) =>
  (await database.read.selectFrom("lease").select("deadline").executeTakeFirst())?.deadline;

/** Freezes whichever process leads until its lease has long run out, and lets it go on as if nothing had happened. */
export async function freezeLeader({ desk, processes, history, say }: Scene, incident: Of<"freeze">): Promise<void> {
  while (processes.some((process) => process.upForMs() < readyAfterMs)) await sleep(100);
  const inOrder = processes.map((_, index) => processes[(incident.process + index) % processes.length]);
  for (const process of inOrder) {
    if (!process || !(await freezeOutside(desk, process))) continue;
    const from = Date.now();
    const before = await deadlineOf(desk);
    await sleep(renewedWithinMs);
    const isAnother = (await deadlineOf(desk)) !== before;
    if (!isAnother) await sleep(incident.forMs);
    process.thaw();
    history.freezes.push({ from, until: Date.now() });
    if (isAnother) continue;
    history.counts.freezes += 1;
    say(`froze the leader for ${Date.now() - from} ms after ${history.counts.changes} changes`);
    return;
  }
}

async function changeInConsole(
  { upstream, history }: Scene,
  relationId: RelationId,
  code: PermissionCode,
): Promise<void> {
  const { codes } = await upstream.relation(relationId);
  const verb = codes.includes(code) ? "DELETE" : "ADD";
  await upstream.console(relationId, verb, [code]);
  history.outOfBand.push({ relationId, code, verb, at: Date.now() });
}

/** Somebody changes in Alibaba Cloud's own console what only they change. */
export const changeOutside = (scene: Scene, { relationId }: Subject, code: PermissionCode): Promise<void> =>
  changeInConsole(scene, relationId, code);

/**
 * Pauses writes and applies two sets meanwhile. Of the first, somebody else does one change before we can, and makes
 * the other one's plan stale. The second gets a day old.
 */
export async function pauseForAWhile(
  scene: Scene,
  incident: Of<"pause">,
  surprised: readonly Subject[],
  others: readonly Wish[],
): Promise<void> {
  const { desk, history } = scene;
  const administrator = desk.asAdministrator();
  await surely(() => pauseWrites(desk.asPerson(0), {}));
  const from = Date.now();

  const wishes = surprised.flatMap(({ relationId, ours: [code] }) => (code ? [{ relationId, code }] : []));
  const overtaken = await askFor(desk, desk.asPerson(0), wishes, history);
  count(history, overtaken);
  const [first, second] = surprised;
  if (overtaken && first?.ours[0]) await changeInConsole(scene, first.relationId, first.ours[0]);
  if (overtaken && second?.theirs[0]) await changeInConsole(scene, second.relationId, second.theirs[0]);

  const old = await askFor(desk, desk.asPerson(1), others, history);
  count(history, old);
  if (old) {
    const expiresAt = new Date(Date.now() - 1).toISOString();
    await surely(() =>
      desk.database.transaction((tx) =>
        tx
          .updateTable("operation")
          .set({ expires_at: expiresAt })
          .where("change_set_id", "=", old.changeSetId)
          .where("state", "=", "queued")
          .execute(),
      ),
    );
    history.aged.push({ changeSetId: old.changeSetId, at: Date.now() });
  }
  await sleep(incident.forMs);
  history.pauses.push({ from, until: Date.now() });
  await surely(() => resumeWrites(administrator, {}));
}

const heldWithinMs = 3_000;

/** Reads that begin before a change and end when it is settled, or shortly before the desk would give them up. */
export async function lookTooSoon(scene: Scene, wishes: readonly Wish[]): Promise<void> {
  const { desk, upstream, history, callTimeout } = scene;
  const relationIds = [...new Set(wishes.map(({ relationId }) => relationId))];
  if (relationIds.length === 0) return;
  const gate = `look after ${history.counts.changes} changes`;
  await upstream.setFaults(relationIds.map((relationId) => heldRead(relationId, gate)));
  await lookAt(desk, 0, wishes, history);
  await until(heldWithinMs, async () => (await upstream.waitingAt(gate)) === relationIds.length);
  count(history, await askFor(desk, desk.asPerson(0), wishes, history));
  await until(callTimeout * 0.6, async () => {
    const open = await openWork(desk);
    return relationIds.every((relationId) => !open.has(relationId));
  });
  await upstream.release(gate);
}

/** The one change of a relation that a fault is aimed at: of a code that is off, by a set of its own. */
export async function askAbout({ desk, upstream, history }: Scene, { relationId, ours }: Subject): Promise<void> {
  const { codes } = await upstream.relation(relationId);
  const code = ours.find((candidate) => !codes.includes(candidate)) ?? ours[0];
  if (code) count(history, await askFor(desk, desk.asPerson(2), [{ relationId, code }], history));
}

/** Members accept or decline what waits for them, until stopped; the choice follows from the seed and their order. */
export async function answerAsMembers(
  { upstream, history }: Scene,
  members: readonly Subject[],
  accepts: () => boolean,
  abort: AbortSignal,
): Promise<void> {
  const known = new Set<string>(members.map(({ relationId }) => relationId));
  while (!abort.aborted) {
    const waiting = await upstream.relations({ state: "CHANGE_CONFIRMING" });
    for (const { relationId } of waiting.filter((relation) => known.has(relation.relationId))) {
      await upstream.member(relationId, accepts() ? "accept" : "decline");
      history.counts.membersAnswered += 1;
    }
    await sleep(300, undefined, { signal: abort }).catch(() => undefined);
  }
}
