import type { Answer } from "@/lib/bss/answer";
import { configuredAccount } from "@/lib/bss/configured-account";
import type { CredentialSource } from "@/lib/bss/credentials";
import type { Endpoint } from "@/lib/bss/endpoints";
import {
  type AccountRelation,
  type CallerIdentity,
  callerIdentityOf,
  createGateway,
  type FinancialAccountInfo,
  type ListedRelation,
  type PermissionAnswer,
  type RelationPage,
} from "@/lib/bss/gateway";
import { countTimeShapes } from "@/lib/bss/time-shapes";
import type { Uid } from "@/lib/domain/ids";
import { relationStates } from "@/lib/domain/relation-state";
import type { Env } from "@/lib/env";
import type { AccountSettings } from "@/lib/env/account-settings";

/** What the first look at an account found. Everything in it was read; nothing was written. */
export interface Findings {
  site: AccountSettings["site"];
  endpoint: Endpoint;
  stsEndpoint: Endpoint;
  ratePerSecond: number;
  /** `LINKBOOK_ACCOUNT_UID`, or what the accounts file says. */
  configured: Uid | null;
  identity: Answer<CallerIdentity>;
  /** Page 1 of the list, by the size that was asked for. Empty when nobody knows which account to ask about. */
  pages: { asked: number; answer: Answer<RelationPage> }[];
  permissions: Answer<PermissionAnswer>[];
  /** GetAccountRelation of one relation, and QueryFinancialAccountInfo of the account itself; `null`: not asked. */
  relation: Answer<AccountRelation> | null;
  ownAccount: Answer<FinancialAccountInfo> | null;
  /** How times are written, and how often. */
  timeShapes: ReadonlyMap<string, number>;
}

/** What the sweep asks for: the page cap of QueryRelationList is not documented. */
export const sweepPageSize = 100;

/** Sibling APIs give 300 as their cap; 20 is this one's default. */
const pageSizes = [300, sweepPageSize, 20];
const fewRelations = 8;

/** Asks each of the five reads. Throws `SettingError` when an endpoint is set wrong. */
export async function look(
  env: Env,
  account: AccountSettings,
  credentials: CredentialSource = configuredAccount(account).credentials,
): Promise<Findings> {
  const { endpoint, stsEndpoint, ratePerSecond } = configuredAccount(account);
  const { uid: configured, site } = account;
  const timeShapes = new Map<string, number>();
  const wire = {
    endpoint,
    stsEndpoint,
    credentials,
    callTimeoutMs: env.callTimeoutMs,
    ratePerSecond,
    concurrency: env.concurrency,
    onBody: (body: unknown) => countTimeShapes(body, timeShapes),
  };
  const asPerson = { priority: "person" } as const;
  const identity = await callerIdentityOf(wire, asPerson);
  const payer = configured ?? (identity.kind === "accepted" ? identity.value.accountId : null);
  const findings: Findings = {
    endpoint,
    stsEndpoint,
    site,
    ratePerSecond,
    configured,
    identity,
    pages: [],
    permissions: [],
    relation: null,
    ownAccount: null,
    timeShapes,
  };
  if (payer === null) return findings;
  const gateway = createGateway({ ...wire, payer });
  for (const asked of pageSizes) {
    const query = { pageNum: 1, pageSize: asked, states: relationStates };
    findings.pages.push({ asked, answer: await gateway.queryRelationList(query, asPerson) });
  }
  const rows = findings.pages.flatMap(({ answer }) => (answer.kind === "accepted" ? answer.value.rows : []));
  const few = oneOfEach(rows);
  findings.permissions = await Promise.all(
    few.map(({ relationId }) => gateway.queryPermissionList(relationId, asPerson)),
  );
  // No sweep needs these two: one question each shows whether this account may ask, and how it is answered.
  if (few[0]) findings.relation = await gateway.getAccountRelation(few[0].relationId, asPerson);
  findings.ownAccount = await gateway.queryFinancialAccountInfo(payer, asPerson);
  return findings;
}

/** A few relations that differ from each other in state, type or counterpart, then more of the same. */
function oneOfEach(rows: readonly ListedRelation[]): ListedRelation[] {
  const byKind = new Map<string, ListedRelation>();
  const byId = new Map(rows.map((row) => [row.relationId, row]));
  for (const row of byId.values()) {
    const kind = JSON.stringify([row.state, row.type, row.counterpart]);
    if (!byKind.has(kind)) byKind.set(kind, row);
  }
  return [...new Set([...byKind.values(), ...byId.values()])].slice(0, fewRelations);
}
