import { AppError } from "@/lib/domain/errors";
import { parseUid, type Uid } from "@/lib/domain/ids";
import { type Actor, everyMember } from "@/lib/domain/policy";
import type { ActionParts } from "@/lib/http/action";
import type { RecordDenied } from "@/lib/http/refusal";
import type { Context, PersonalContext } from "@/lib/services/context";
import { createLogger } from "@/lib/telemetry/logger";

const uid = (text: string): Uid => {
  const parsed = parseUid(text);
  if (!parsed) throw new Error(`not a UID: ${text}`);
  return parsed;
};
/** The one account that the parts know. */
export const payer = uid("9007199254740993");

const ada: Actor = {
  id: "ada",
  name: "ada",
  email: "ada@example.com",
  roles: new Set(["requester"]),
  payers: new Set([payer]),
  scope: everyMember,
  sessionId: "one",
};

const known = {
  account: { name: null, ratePerSecond: null, cancelConfirmCode: null, retired: false },
  freshForMs: 1,
  wake: () => undefined,
};

const personal = (actor: Actor, correlationId: string): PersonalContext => ({
  get database(): never {
    throw new Error("no database in this test");
  },
  actor,
  correlationId,
  now: Date.now,
});

interface Choices {
  readonly actor?: Actor | null;
  readonly headers?: Record<string, string>;
  readonly record?: RecordDenied;
  readonly log?: (line: string) => void;
}

/** The parts of a factory for a test of the factory alone: its services never touch the database. */
export function partsFor({ actor = ada, headers, record, log }: Choices = {}): ActionParts {
  return {
    headers: async () => new Headers(headers ?? { origin: "http://desk.example", host: "desk.example" }),
    deskUrl: () => "https://desk.example",
    rethrow: (error) => {
      if (error instanceof Error && error.message === "NEXT_REDIRECT") throw error;
    },
    requireActor: async () => {
      if (!actor) throw new AppError("not_signed_in");
      return actor;
    },
    openPersonalContext: personal,
    openPublicContext: (correlationId) => personal(ada, correlationId),
    openContext: async (who, correlationId, account): Promise<Context> => {
      if (account !== null && account !== payer) throw new AppError("not_found");
      return Object.assign(personal(who, correlationId), { payer, ...known });
    },
    recordDenied: record ?? (async () => undefined),
    logger: () => createLogger("info", { write: log ?? (() => undefined) }),
  };
}
