/** Lengths of time of a campaign, in milliseconds: as in earnest, but a hundred times shorter. */
export const times = {
  lease: 2_400,
  callTimeout: 900,
  readBack: 600,
  settle: 3_000,
  visibilityLag: 400,
  memberRecheck: 400,
  /** The longest that an effect is late and still comes within the settle window. */
  lateAtMost: 1_500,
  /** So late that its operation has settled before. */
  tooLate: 5_500,
  /** The longest that reads show the former set; below the visibility lag. */
  hiddenAtMost: 250,
  /** A call that the desk gives up before it is answered. */
  beyondTimeout: 1_200,
} as const;

/** How often everything is swept: seldom enough that a sweep of this many relations leaves room for the changes. */
const sweepEveryMs = (relations: number): number => Math.max(1_500, relations * 20);

interface DeskTerms {
  readonly databaseUrl: string;
  /** `LINKBOOK_DATA` of this process. */
  readonly folder: string;
  readonly simulatorPort: number;
  readonly payer: string;
  readonly relations: number;
  readonly callTimeout: number;
  readonly lease: number;
}

/** The settings of a process of the desk, named as `npm start` takes them. */
export function deskSettings({ databaseUrl, folder, simulatorPort, payer, relations, callTimeout, lease }: DeskTerms) {
  const endpoint = `http://127.0.0.1:${simulatorPort}`;
  return {
    LINKBOOK_DATA: folder,
    DATABASE_URL: databaseUrl,
    LINKBOOK_ENDPOINT: endpoint,
    LINKBOOK_STS_ENDPOINT: endpoint,
    LINKBOOK_ACCOUNT_UID: payer,
    // As much as can be set: each throttled call halves it, and a three-hundredth comes back with each second.
    LINKBOOK_RATE: "10000",
    LINKBOOK_LEASE: `${lease}ms`,
    LINKBOOK_CALL_TIMEOUT: `${callTimeout}ms`,
    LINKBOOK_READ_BACK: `${times.readBack}ms`,
    LINKBOOK_SETTLE: `${times.settle}ms`,
    LINKBOOK_VISIBILITY_LAG: `${times.visibilityLag}ms`,
    LINKBOOK_MEMBER_RECHECK: `${times.memberRecheck}ms`,
    LINKBOOK_LIST_EVERY: `${sweepEveryMs(relations)}ms`,
    LINKBOOK_PERMISSIONS_EVERY: `${sweepEveryMs(relations) / 2}ms`,
    LINKBOOK_LOG_LEVEL: "error",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "demo-payer",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "demo-secret",
  };
}
