/**
 * The tables, the same on SQLite and PostgreSQL. Ids of the upstream API are decimal text, times UTC ISO 8601
 * text with milliseconds, booleans 0 or 1, JSON text. Each name is a word of the design.
 */
export interface Schema {
  meta: MetaTable;
  account: AccountTable;
  relation: RelationTable;
  local_fact: LocalFactTable;
  local_tag: LocalTagTable;
  permission: PermissionTable;
  observation: ObservationTable;
  drift: DriftTable;
  drift_seen: DriftSeenTable;
  sweep: SweepTable;
  certificate: CertificateTable;
  certificate_part: CertificatePartTable;
  check_request: CheckRequestTable;
  record_look: RecordLookTable;
  change_set: ChangeSetTable;
  draft_basis: DraftBasisTable;
  change: ChangeTable;
  reversal: ReversalTable;
  operation: OperationTable;
  attempt: AttemptTable;
  settlement: SettlementTable;
  account_operation: AccountOperationTable;
  account_attempt: AccountAttemptTable;
  account_settlement: AccountSettlementTable;
  capability: CapabilityTable;
  alias: AliasTable;
  calibration: CalibrationTable;
  person: PersonTable;
  person_role: PersonRoleTable;
  person_account: PersonAccountTable;
  person_grant: PersonGrantTable;
  invitation: InvitationTable;
  approval: ApprovalTable;
  approval_relation: ApprovalRelationTable;
  identity: IdentityTable;
  second_factor: SecondFactorTable;
  recovery_code: RecoveryCodeTable;
  person_scope: PersonScopeTable;
  session: SessionTable;
  sign_in_failure: SignInFailureTable;
  notice: NoticeTable;
  notice_muted: NoticeMutedTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  lease: LeaseTable;
}

interface MetaTable {
  key: string;
  value: string;
}

/** An account that Linkbook holds credentials for. */
interface AccountTable {
  uid: string;
  site: string;
  /** host:port of BssOpenApi, as shown on the pages. */
  endpoint: string;
  writes_on: number;
  paused: number;
  trusteeship_editable: number;
  /** Raised with each claim and end of an operation; a read begun under an older one is history (rule 9). */
  generation: number;
  alias_version: number;
  /** JSON array of the rules of a plan that are switched off. */
  rules_off: string;
  /** JSON of `SecondPersonPolicy`: whether acts want a second person, and where it differs from the standard. */
  second_person: string;
  /** JSON {code, requestId} when the account cannot be used: another's UID, no credentials, no rights. */
  problem: string | null;
  created_at: string;
}

interface RelationTable {
  payer_uid: string;
  relation_id: string;
  account_id: string;
  account_name: string;
  nickname: string;
  counterpart: string;
  type: string;
  state: string;
  setup_time: string | null;
  start_time: string | null;
  end_time: string | null;
  /** When the request of the newest answer about state and type began. */
  state_began_at: string;
  /** When the newest list page that held it was asked for, and by which sweep. */
  listed_at: string;
  listed_sweep_id: string | null;
  first_seen_at: string;
  gone_at: string | null;
  /** Last difference between two observations, or last effect of ours. */
  changed_at: string | null;
  /** The account's generation when this relation was last claimed or settled. */
  generation: number;
  /** The current set of permissions: when its request began and ended; null: never read. */
  read_began_at: string | null;
  read_ended_at: string | null;
  read_request_id: string | null;
  read_digest: string | null;
  /** The last failed read since the current set, as JSON {code, requestId, at}. */
  read_error: string | null;
  unmapped: number;
  /** What the current set says, summed up for the list (`SetSummary`). Null: never read. */
  held: number | null;
  unknown: number | null;
  on_count: number | null;
  next_turn_at: string | null;
  /** Lower-cased names, UID and relation id, for the search field. */
  search: string;
  /**
   * Who answers for the member and which cost centre it is on, as the company writes them; empty: nobody said. Local facts,
   * which no answer of upstream touches, beside what is observed: the list, its orders and the scope of people go by them.
   */
  owner: string;
  cost_centre: string;
}

/** The rest of a relation's local facts. No row: nobody has said anything of it yet. */
interface LocalFactTable {
  payer_uid: string;
  relation_id: string;
  /** Empty: none. */
  note: string;
  /** Of the digest by which the log knows the note; without it the digest says nothing any more. Null: never had a note. */
  note_salt: string | null;
  /** Raised with every edit of any of the facts. */
  version: number;
  updated_at: string;
  updated_by: string;
}

interface LocalTagTable {
  payer_uid: string;
  relation_id: string;
  tag: string;
}

/** The rows of the current set, in upstream's order. */
interface PermissionTable {
  payer_uid: string;
  relation_id: string;
  position: number;
  raw_code: string;
  name: string;
  start_time: string | null;
  end_time: string | null;
  times_readable: number;
  /** What the mapping says today; written anew when an alias changes. Null: unmapped. */
  code: string | null;
}

/** What upstream answered. A row for each difference and each read of an operation; append-only. */
interface ObservationTable {
  id: string;
  payer_uid: string;
  relation_id: string;
  cause: string;
  operation_id: string | null;
  began_at: string;
  ended_at: string;
  request_id: string | null;
  /** 1 when it became the current set; 0: kept as history only. */
  current: number;
  digest: string;
  /** JSON of ObservedRelation. */
  body: string;
}

/** A difference between two observations. Append-only. */
interface DriftTable {
  id: string;
  payer_uid: string;
  relation_id: string;
  found_at: string;
  subject: string;
  code: string | null;
  raw_code: string | null;
  before: string | null;
  after: string | null;
  /** Set when an operation that was settled as without effect may have caused it. */
  late_effect_of: string | null;
}

/** Until when a person has looked at what changed outside of the desk on a relation. */
interface DriftSeenTable {
  payer_uid: string;
  relation_id: string;
  seen_at: string;
  person_id: string;
}

interface SweepTable {
  id: string;
  payer_uid: string;
  cause: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  listed_at: string | null;
  pages: number;
  /** Different relations listed. */
  rows: number;
  duplicates: number;
  /** Rows without an id that could be read exactly: counted by upstream, known to nobody. */
  unreadable: number;
  total_count: number | null;
  /** Relations in effect or pending whose sets were fresh when the reads began: not due, and not read again. */
  permissions_fresh: number;
  permissions_due: number;
  permissions_done: number;
  permissions_failed: number;
  error_code: string | null;
  error_request_id: string | null;
}

/** What one list of the population showed. A row for each sweep that ended complete or moved; never deleted. */
interface CertificateTable {
  sweep_id: string;
  payer_uid: string;
  made_at: string;
  verdict: string;
  /** SHA-256, hex, over `head`. */
  digest: string;
  /** Canonical JSON of CertificateHead. */
  head: string;
  /** Of its parts. */
  bytes: number;
  /** 1 while its parts are kept. */
  kept: number;
}

/** A certificate's details: at position 0 its pages as a JSON array, then its relations, a line of canonical JSON each. */
interface CertificatePartTable {
  payer_uid: string;
  sweep_id: string;
  position: number;
  body: string;
}

/** "Check now": a priority observation that a person asked for. */
interface CheckRequestTable {
  id: string;
  payer_uid: string;
  relation_id: string;
  person_id: string;
  asked_at: string;
  done_at: string | null;
  error_code: string | null;
}

/** What a person asked of upstream's records about a relation and its other account. */
interface RecordLookTable {
  id: string;
  payer_uid: string;
  relation_id: string;
  person_id: string;
  asked_at: string;
  done_at: string | null;
  /** JSON of the answer of GetAccountRelation, or of why there is none. */
  relation: string | null;
  /** The same of QueryFinancialAccountInfo. */
  account: string | null;
}

interface ChangeSetTable {
  id: string;
  payer_uid: string;
  purpose: string;
  status: string;
  person_id: string;
  reason: string;
  plan_hash: string | null;
  created_at: string;
  applied_at: string | null;
  stopped_at: string | null;
  /** From the request that applied it, through the log, to the last outcome. */
  correlation_id: string | null;
  version: number;
  /** The second person's decision that it was applied under, or waits for; null: none was needed. */
  approval_id: string | null;
  /** When what it changed is to be reversed; null: it has no end. */
  until: string | null;
  /** Why it was stopped, where no person stopped it: `approval_void`. */
  stop_reason: string | null;
}

/** The end of a change: its reverse is asked for at that moment. A row for each change of a set with an end. */
interface ReversalTable {
  change_id: string;
  change_set_id: string;
  payer_uid: string;
  relation_id: string;
  code: string;
  /** Of the reverse. */
  direction: string;
  due_at: string;
  /** Not before this moment: one that had to wait is looked at again later, after others. */
  look_at: string;
  /** scheduled → started, or superseded, not_needed, already_so, relation_ended; started → scheduled when nothing was sent. */
  state: string;
  decided_at: string | null;
  reversal_set_id: string | null;
}

/** What the person saw of a relation when ticking; another digest now makes it drop out of the draft. */
interface DraftBasisTable {
  change_set_id: string;
  relation_id: string;
  digest: string;
}

interface ChangeTable {
  id: string;
  change_set_id: string;
  payer_uid: string;
  relation_id: string;
  code: string;
  direction: string;
  operation_id: string | null;
  outcome: string | null;
  reason: string | null;
  read_at: string | null;
  cause_proven: number;
  /** JSON array of the codes on in the deciding read. */
  after: string | null;
}

interface OperationTable {
  id: string;
  change_set_id: string;
  payer_uid: string;
  relation_id: string;
  /** From 0, within the relation and change set (rule 2). */
  position: number;
  verb: string;
  /** JSON array of codes. */
  codes: string;
  /** JSON array of positions that must have ended verified or already so; else this one is held back. */
  requires: string;
  /** JSON of the observation that the plan was made on: `Expectation`. */
  expects: string;
  /** Ours, sent with every attempt. */
  request_id: string;
  /** queued → reading → sending → checking → settled, or waiting_member / unsettled in between. */
  state: string;
  /** The leader's epoch under which it was last moved. */
  epoch: number;
  created_at: string;
  expires_at: string;
  /** Not before this moment: the next claim or the next read. */
  due_at: string;
  /** Why a queued one waits: throttled, unreachable. */
  waiting: string | null;
  /** JSON {code, requestId} of the pre-read that failed last, for the receipt. */
  pre_read_error: string | null;
  first_sent_at: string | null;
  last_sent_at: string | null;
  answered_at: string | null;
  settles_at: string | null;
  waiting_since: string | null;
  /** Since when a relation that waited for its member is read without the effect. */
  absent_since: string | null;
  settled_at: string | null;
}

interface AttemptTable {
  id: string;
  operation_id: string;
  number: number;
  epoch: number;
  /** JSON {beganAt, endedAt, requestId, codes, unmapped, state}: the pre-read, the receipt's "before". */
  before: string;
  sent_at: string;
  answered_at: string | null;
  answer: string | null;
  ambiguity: string | null;
  status: number | null;
  code: string | null;
  message: string | null;
  success: number | null;
  request_id_answered: string | null;
  host_id: string | null;
}

/** Each outcome that a change was given. Append-only; the newest is the change's current one. */
interface SettlementTable {
  id: string;
  change_id: string;
  at: string;
  outcome: string;
  reason: string | null;
  note: string | null;
}

/** One create, link, unlink, or answer to an invitation. */
interface AccountOperationTable {
  id: string;
  payer_uid: string;
  kind: string;
  person_id: string;
  reason: string;
  /** From the request that asked for it, through the log, to its outcome. */
  correlation_id: string;
  /** Null for a create and, until upstream has named it, for a link. */
  relation_id: string | null;
  /** The other side of the relation; of a create, the new account, once it is known. */
  member_uid: string | null;
  /** JSON of what it was asked for, without anything personal: `LinkTerms`, `ActTerms`, or `{}` for a create. */
  terms: string;
  /** A create's nine fields, encrypted. */
  sealed: string | null;
  masked_email: string | null;
  /** Keyed digest of the LoginEmail, lower-cased: what locks it. */
  email_digest: string | null;
  /** Ours; a create has no RequestId upstream. */
  request_id: string;
  /** queued → reading → sending → checking → settled; or waiting_member, unsettled, unseen, locked in between. */
  state: string;
  epoch: number;
  version: number;
  created_at: string;
  expires_at: string;
  due_at: string;
  waiting: string | null;
  waiting_since: string | null;
  first_sent_at: string | null;
  last_sent_at: string | null;
  settles_at: string | null;
  settled_at: string | null;
  stopped_at: string | null;
  /** The person; null where it was not stopped, and in rows from before this was kept. */
  stopped_by: string | null;
  /** The current outcome; set before it is settled where a read or a person may still decide. */
  outcome: string | null;
  not_sent_reason: string | null;
  read_at: string | null;
  seen_state: string | null;
  cause_proven: number;
  /** JSON of `AccountResult`: what upstream answered about the thing itself. */
  result: string | null;
  /** The second person's decision that it was queued under, or waits for; null: none was needed. */
  approval_id: string | null;
  /** Why it was stopped, where no person stopped it: `approval_void`. */
  stop_reason: string | null;
}

interface AccountAttemptTable {
  id: string;
  account_operation_id: string;
  number: number;
  epoch: number;
  /** JSON {state, beganAt, endedAt} of the read before; null: a create has none. */
  before: string | null;
  sent_at: string;
  answered_at: string | null;
  answer: string | null;
  ambiguity: string | null;
  status: number | null;
  code: string | null;
  message: string | null;
  success: number | null;
  request_id_answered: string | null;
  host_id: string | null;
}

/** Each outcome that an account operation was given. Append-only. */
interface AccountSettlementTable {
  id: string;
  account_operation_id: string;
  at: string;
  outcome: string;
  not_sent_reason: string | null;
  note: string | null;
  /** Who recorded it; null: Linkbook itself. */
  person_id: string | null;
}

/** Whether upstream lets an account call an operation, as its answers have shown it. */
interface CapabilityTable {
  payer_uid: string;
  /** The API's name. */
  action: string;
  /** `works` or `refused`. */
  state: string;
  code: string | null;
  request_id: string | null;
  at: string;
}

interface AliasTable {
  id: string;
  payer_uid: string;
  raw_code: string;
  code: string;
  /** The account's alias version that it came with. */
  version: number;
  calibration_id: string | null;
  person_id: string;
  created_at: string;
  removed_at: string | null;
}

interface CalibrationTable {
  id: string;
  payer_uid: string;
  relation_id: string;
  code: string;
  step: string;
  proposed_raw: string | null;
  failure: string | null;
  person_id: string;
  started_at: string;
  ended_at: string | null;
  add_change_set_id: string | null;
  remove_change_set_id: string | null;
}

interface PersonTable {
  id: string;
  email: string;
  name: string;
  password_hash: string | null;
  created_at: string;
  disabled_at: string | null;
  /** Raised with every change of the person's rights. */
  version: number;
  /** Of the desk's languages the one that they last used; `null`: they have not been here since it is kept. */
  language: string | null;
}

interface PersonRoleTable {
  person_id: string;
  role: string;
}

/** The accounts that a person is limited to; without a row: all of them. */
interface PersonAccountTable {
  person_id: string;
  payer_uid: string;
}

/** Who gave a person their account or a role. Append-only. */
interface PersonGrantTable {
  id: string;
  person_id: string;
  /** A role, or `account` for having been let in. */
  granted: string;
  granted_by: string;
  at: string;
}

/** A link by which an invited person sets their password, once. */
interface InvitationTable {
  /** SHA-256 of the token, hex: the table lets nobody in. */
  digest: string;
  person_id: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

/** What waits for, or had, a second person's decision. */
interface ApprovalTable {
  id: string;
  payer_uid: string;
  /** What is asked for: `ApprovalKind`. */
  kind: string;
  /** The change set, account operation or person it is about. */
  subject_id: string | null;
  /** JSON of what is to be done, by kind; nothing personal. */
  payload: string;
  /** Over what the second person has seen. */
  hash: string;
  requested_by: string;
  reason: string;
  requested_at: string;
  expires_at: string;
  /** waiting → approved, rejected, withdrawn or void. */
  status: string;
  decided_by: string | null;
  decided_at: string | null;
  decision_reason: string | null;
  /** `VoidReason`. */
  void_reason: string | null;
  correlation_id: string;
}

/** One relation of a change set that waits: the plan as seen, and what came of it. */
interface ApprovalRelationTable {
  approval_id: string;
  relation_id: string;
  hash: string;
  /** approved, rejected or void; null while it waits. */
  decision: string | null;
}

/** Who a person is at the company's provider; a person has one at most. */
interface IdentityTable {
  issuer: string;
  subject: string;
  person_id: string;
  created_at: string;
}

/** The secret of a person's one-time codes, sealed. */
interface SecondFactorTable {
  person_id: string;
  sealed: string;
  started_at: string;
  /** `null`: begun, and no code has been shown to come from it yet. */
  confirmed_at: string | null;
  /** The time step of the newest code that was accepted; no code of it or before it is accepted again. */
  last_step: number | null;
}

/** By a keyed digest. */
interface RecoveryCodeTable {
  person_id: string;
  digest: string;
  used_at: string | null;
}

/** Whose members a person sees: those that one of these rows fits. No row: all of them. */
interface PersonScopeTable {
  person_id: string;
  /** `owner` or `cost_centre`. */
  kind: string;
  value: string;
}

interface SessionTable {
  id: string;
  person_id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  revoked_at: string | null;
  /** When the person last showed that it is them; `null`: not known. */
  confirmed_at: string | null;
  /** `password` or `single_sign_on`. */
  via: string;
  /** The browser and the system in a few words; `null`: not told. */
  device: string | null;
}

/** Failed sign-ins, for throttling: by a keyed digest of the e-mail or of the address, never the text itself. */
interface SignInFailureTable {
  key: string;
  failures: number;
  last_at: string;
}

/** A notice to one reader: found once, tried until it is delivered. */
interface NoticeTable {
  id: string;
  payer_uid: string;
  /** `NoticeKind`, or `test`. */
  kind: string;
  /** What it is about: a request, a change set with the number of its failures, an operation, a moment. */
  subject: string;
  /** A person's id, who is told by mail, or `webhook`. */
  reader: string;
  /** JSON of `NoticeFacts`. */
  facts: string;
  found_at: string;
  /** waiting → sent, given_up or dropped. */
  state: string;
  /** Raised before each: a process that dies in one leaves its mark. */
  tries: number;
  /** Not before this moment. */
  due_at: string;
  /** Of the last try that failed: a word, never what a server said. */
  failure: string | null;
  ended_at: string | null;
}

/** What a person does not want to be told of. */
interface NoticeMutedTable {
  person_id: string;
  kind: string;
}

interface AuditTable {
  seq: number;
  at: string;
  /** A person is in the chain by id only: name and e-mail can be erased without breaking it. */
  person_id: string | null;
  /** What acted when no person did: `executor`, `cli`, `anonymous`. */
  system: string | null;
  payer_uid: string | null;
  action: string;
  outcome: string;
  entity: string | null;
  /** Canonical JSON. */
  detail: string;
  correlation_id: string;
  previous_hash: string;
  hash: string;
}

interface AuditHeadTable {
  id: number;
  seq: number;
  hash: string;
}

interface LeaseTable {
  name: string;
  owner: string;
  epoch: number;
  deadline: string;
}
