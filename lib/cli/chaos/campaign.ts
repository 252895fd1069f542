import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askFor, lookAt, openWork, type Wish } from "@/lib/cli/chaos/asking";
import { aimedFaults, type Cast, mintCast, type Subject, totalOf } from "@/lib/cli/chaos/cast";
import { type Desk, openDesk } from "@/lib/cli/chaos/desk";
import { type DeskProcess, deskProcess, type ProcessTerms } from "@/lib/cli/chaos/desk-process";
import { type Evidence, gatherEvidence } from "@/lib/cli/chaos/evidence";
import { type Mix, mixes } from "@/lib/cli/chaos/fault-mix";
import { emptyHistory, type History } from "@/lib/cli/chaos/history";
import {
  answerAsMembers,
  askAbout,
  changeOutside,
  freezeLeader,
  killAndRestart,
  lookTooSoon,
  pauseForAWhile,
  type Scene,
} from "@/lib/cli/chaos/incidents";
import { type Incident, makePlan } from "@/lib/cli/chaos/plan";
import { createRandom, type Random } from "@/lib/cli/chaos/random";
import { isRead, settleDown } from "@/lib/cli/chaos/settling";
import { startUpstream } from "@/lib/cli/chaos/upstream";
import { stopChangeSet } from "@/lib/services/changes/stop-change-set";

export interface CampaignTerms {
  readonly changes: number;
  readonly kills: number;
  readonly seed: number;
  readonly mix: Mix;
  /** Two processes of the desk compete, and one is frozen now and then; on a server only. */
  readonly processes: 1 | 2;
  readonly databaseUrl: string;
  /** Holds the journal and the folders of the processes. */
  readonly folder: string;
  readonly run: ProcessTerms["run"];
  readonly say: (text: string) => void;
}

/** So much work at most is open at once: enough that a kill always meets some. */
const openAtMost = 48;
/** A campaign that cannot keep up asks for less than it was told to, and says so. */
const msForAChange = 100;
const leastAskingMs = 240_000;

/** Notes each new epoch of the lease when it is first seen. */
async function watchEpochs({ database }: Desk, history: History, abort: AbortSignal): Promise<void> {
  while (!abort.aborted) {
    const lease = await database.read.selectFrom("lease").select("epoch").executeTakeFirst();
    if (lease && lease.epoch !== history.epochs.at(-1)?.epoch)
      history.epochs.push({ epoch: lease.epoch, at: Date.now() });
    await sleep(25, undefined, { signal: abort }).catch(() => undefined);
  }
}

/** Some codes of some relations that nothing stands in the way of, as far as one can see. */
function chooseWishes(
  random: Random,
  subjects: readonly Subject[],
  open: Awaited<ReturnType<typeof openWork>>,
): Wish[] {
  const free = subjects.filter(({ relationId }) => open.get(relationId) !== null);
  const many = random.chance(0.1) ? random.whole(10, 40) : random.whole(1, 8);
  return random.some(free, many).flatMap(({ relationId, ours }) => {
    const taken = open.get(relationId) ?? [];
    // A relation with an unsettled change is asked about now and then, for its other codes.
    if (taken.length > 0 && !random.chance(0.2)) return [];
    const codes = random.some(
      ours.filter((code) => !taken.includes(code)),
      random.whole(1, 3),
    );
    return codes.map((code) => ({ relationId, code }));
  });
}

interface Course {
  /** Whether all that was to be asked for was, within the time. */
  readonly asked: boolean;
  /** Whether it all settled and was swept twice, within the time. */
  readonly settled: boolean;
  readonly seconds: number;
}

/** What came of a campaign: what happened, and what there is to judge it by. */
export interface Ran extends Course {
  readonly history: History;
  readonly evidence: Evidence;
  readonly journal: string;
}

/** Asks for changes by the plan while everything goes wrong, until there were as many as wanted. */
async function ask(scene: Scene, cast: Cast, terms: CampaignTerms, incidents: readonly Incident[]): Promise<boolean> {
  const { desk, history, processes } = scene;
  const random = createRandom(terms.seed ^ 0x5eed);
  const left = { ...cast, late: [...cast.late], flapping: [...cast.flapping], surprised: [...cast.surprised] };
  const subjects = [...cast.general, ...cast.members];
  const theirs = random.some(
    cast.general.flatMap((subject) => subject.theirs.map((code) => ({ subject, code }))),
    1_000,
  );
  const queue = [...incidents];
  let disturbance: Promise<void> = Promise.resolve();
  const stops: Promise<void>[] = [];
  const end = Date.now() + Math.max(leastAskingMs, terms.changes * msForAChange);

  async function meet(incident: Incident): Promise<void> {
    switch (incident.kind) {
      case "kill":
        // One after the other, and each while work goes on.
        await disturbance;
        disturbance = killAndRestart(scene, incident);
        return;
      case "freeze":
        await disturbance;
        disturbance = freezeLeader(scene, incident);
        return;
      case "pause": {
        const others = chooseWishes(random, cast.general, await openWork(desk)).slice(0, 4);
        return pauseForAWhile(scene, incident, left.surprised.splice(0, 2), others);
      }
      case "look":
        return lookTooSoon(scene, chooseWishes(random, cast.general, await openWork(desk)).slice(0, 6));
      case "late":
      case "flapping": {
        const subject = left[incident.kind].pop();
        if (subject) await askAbout(scene, subject);
      }
    }
  }

  for (let person = 0; history.counts.changes < terms.changes; person += 1) {
    if (Date.now() > end) break;
    while (queue[0] && queue[0].afterChanges <= history.counts.changes) {
      const [incident] = queue.splice(0, 1);
      if (incident) await meet(incident);
    }
    const open = await openWork(desk);
    if (open.size >= openAtMost) {
      await sleep(30);
      continue;
    }
    const wishes = chooseWishes(random, subjects, open);
    const looks = random.chance(0.3);
    const stopsAfterMs = random.chance(0.08) ? random.whole(0, 800) : null;
    const applied = await askFor(desk, desk.asPerson(person), wishes, history);
    if (!applied) {
      await sleep(30);
      continue;
    }
    history.counts.sets += 1;
    history.counts.changes += applied.changes;
    const [outside] = random.chance(0.2) ? theirs.splice(0, 1) : [];
    if (outside) await changeOutside(scene, outside.subject, outside.code);
    // Somebody looks at what was just applied: a read that begins before the change may end after it.
    if (looks) await lookAt(desk, person, wishes, history);
    if (stopsAfterMs !== null) stops.push(stopLater(scene, person, applied.changeSetId, stopsAfterMs));
  }
  // A large set may have jumped over what was to come near the end: it comes while that set's changes are under way.
  for (const incident of queue) await meet(incident);
  await Promise.all([disturbance, ...stops]);
  for (const process of processes) process.thaw();
  return history.counts.changes >= terms.changes;
}

async function stopLater(
  { desk, history }: Scene,
  person: number,
  changeSetId: string,
  afterMs: number,
): Promise<void> {
  await sleep(afterMs);
  const isStopped = await stopChangeSet(desk.asPerson(person), { changeSetId }).then(
    () => true,
    // It had ended before, or the database was busy: then it is not stopped.
    () => false,
  );
  if (isStopped) history.stops.push({ changeSetId, at: Date.now() });
}

/** Runs one campaign to its end and gathers what it is judged by. Throws where it could not be run at all. */
export async function runCampaign(terms: CampaignTerms): Promise<Ran> {
  const began = Date.now();
  const { say, seed, folder } = terms;
  const { faults, callTimeout, lease, looksTooSoonEach } = mixes[terms.mix];
  const random = createRandom(seed);
  const freezes = terms.processes > 1 ? Math.max(1, Math.ceil(terms.kills / 4)) : 0;
  const plan = makePlan({ ...terms, freezes, looksTooSoonEach }, random);
  const upstream = await startUpstream(folder, seed);
  const desk = await openDesk(terms.databaseUrl, upstream.payer);
  const history = emptyHistory();
  const relations = totalOf(plan.sizes);
  const processes: DeskProcess[] = Array.from({ length: terms.processes }, (_, index) =>
    deskProcess({
      databaseUrl: terms.databaseUrl,
      simulatorPort: upstream.port,
      payer: upstream.payer,
      ...{ relations, callTimeout, lease },
      folder: join(folder, `desk-${index + 1}`),
      run: terms.run,
    }),
  );
  const scene: Scene = { desk, upstream, processes, history, say, callTimeout };
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  try {
    const cast = await mintCast(upstream, plan.sizes, random);
    for (const process of processes) await process.start();
    if (!(await isRead(desk))) throw new Error("the desk did not come to read anything");
    await upstream.setFaults([...aimedFaults(cast), ...faults]);
    say(`${relations} relations are read, faults are on`);
    const answers = createRandom(seed ^ 0xface);
    const background = [
      watchEpochs(desk, history, stop.signal),
      answerAsMembers(scene, cast.members, () => answers.chance(0.7), stop.signal),
    ];
    const asked = await ask(scene, cast, terms, plan.incidents);
    const settled = await settleDown(scene);
    stop.abort();
    await Promise.all(background);
    for (const process of processes) await process.kill();
    const journal = upstream.journal;
    const evidence = await gatherEvidence(desk, upstream, { journal, history, cast });
    return { asked, settled, seconds: (Date.now() - began) / 1_000, history, evidence, journal };
  } finally {
    stop.abort();
    for (const process of processes) await process.kill();
    await desk.close();
    await upstream.close();
  }
}
