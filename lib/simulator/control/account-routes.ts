import { z } from "zod";
import type { Account } from "@/lib/simulator/accounts";
import { DoorError, type DoorRequest, type Route } from "@/lib/simulator/control/route";
import { emailDigest } from "@/lib/simulator/login-email";
import { idSchema, OPEN_STATES } from "@/lib/simulator/relation";
import type { World } from "@/lib/simulator/world";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

const searchSchema = z.strictObject({
  origin: z.enum(["population", "door", "created"]).optional(),
  differentName: flag.optional(),
  linkedElsewhere: flag.optional(),
  /** It has a relation with the payer that is in effect or may come into effect. */
  linked: flag.optional(),
  /** A whole address; only its digest is compared. */
  loginEmail: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
});

const mintSchema = z.strictObject({
  uid: idSchema.optional(),
  name: z.string().min(1).optional(),
  differentName: z.boolean().default(false),
  linkedElsewhere: z.boolean().default(false),
  loginEmail: z.string().min(1).optional(),
});

/** Minted UIDs: outside of the members', the unlinked accounts' and the created accounts' ranges. */
const FIRST_MINTED = 2_500_000_000_000_000;
const STEP = 1_000_003;

export const accountRoutes: readonly Route[] = [
  { method: "GET", path: "/accounts", run: search },
  { method: "POST", path: "/accounts", run: mint },
  { method: "GET", path: "/accounts/:id", run: ({ parts, id }) => viewOf(parts.world, known(parts.world, id)) },
];

function search({ parts, query }: DoorRequest) {
  const wanted = searchSchema.parse(query);
  const is = <T>(wish: T | undefined, actual: T) => wish === undefined || wish === actual;
  const found = parts.world.accounts
    .list()
    .map((account) => viewOf(parts.world, account))
    .filter(
      (account) =>
        is(wanted.origin, account.origin) &&
        is(wanted.differentName, account.differentName) &&
        is(wanted.linkedElsewhere, account.linkedElsewhere) &&
        is(wanted.linked, account.linked) &&
        (wanted.loginEmail === undefined || account.emailDigest === emailDigest(wanted.loginEmail)),
    );
  return { accounts: found.slice(0, wanted.limit) };
}

/** An account, and the relations that it has or had with the payer, the latest last. */
function viewOf(world: World, account: Account) {
  const relations = world.childOf(account.uid)?.relations ?? [];
  return {
    ...account,
    linked: relations.some(({ state }) => OPEN_STATES.includes(state)),
    relations: relations.map(({ relationId, state }) => ({ relationId, state })),
  };
}

function mint({ parts, body }: DoorRequest) {
  const { world } = parts;
  const { uid, name, loginEmail, ...wanted } = mintSchema.parse(body ?? {});
  const number = world.accounts.list().length + 1;
  const account: Account = {
    ...wanted,
    uid: uid ?? String(FIRST_MINTED + number * STEP),
    name: name ?? `Unlinked account ${number}`,
    origin: "door",
    emailDigest: loginEmail === undefined ? "" : emailDigest(loginEmail),
  };
  if (world.knows(account.uid)) throw new DoorError("this uid is taken");
  if (account.emailDigest !== "" && world.accounts.withEmail(account.emailDigest)) {
    throw new DoorError("this loginEmail is taken");
  }
  world.mintAccount(account);
  return viewOf(world, account);
}

function known(world: World, uid: string): Account {
  const account = world.accounts.get(uid);
  if (!account) throw new DoorError(`there is no account ${uid} beside the relations`, 404);
  return account;
}
