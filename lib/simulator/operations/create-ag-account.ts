import type { Account } from "@/lib/simulator/accounts";
import { decideCreate } from "@/lib/simulator/create";
import { emailDigest } from "@/lib/simulator/login-email";
import { CREATE_AG_ACCOUNT } from "@/lib/simulator/metadata";
import {
  type Body,
  type Call,
  invalidParameter,
  MISSING_PARAMETER,
  type Operation,
  type Outcome,
} from "@/lib/simulator/operations/operation";

/** UIDs and relation ids of created accounts, one per call: outside of every other range. */
const FIRST_CREATED = 2_400_000_000_000_000;
const STEP = 1_000_003;
const FIRST_RELATION = 1_900_000_000;

/** The Pk in the documented sample of LOGIN_EMAIL_HAS_BEEN_USED. */
const SAMPLE_PK = "1728240534507590";
const LONGEST_LAST_NAME = 64;

/**
 * CreateAgAccount: there is no RequestId, no undo, and its failures come with HTTP 200 (page 143220). Of an address in
 * use the vendor's own sample says `Success: true`, with a Pk.
 */
export const createAgAccount: Operation = {
  name: "CreateAgAccount",
  product: "BssOpenApi",
  version: "2017-12-14",
  spec: CREATE_AG_ACCOUNT,
  run(call) {
    const { args, caller, world, id, number, requestId } = call;
    const loginEmail = args.text("LoginEmail") ?? "";
    if (!/^[^\s@]+@[^\s@]+$/.test(loginEmail)) return invalidParameter("LoginEmail", "is not an address");
    if ([...(args.text("LastName") ?? "")].length > LONGEST_LAST_NAME) {
      return invalidParameter("LastName", "is longer than 64 characters");
    }
    if (args.text("AccountAttr") === "1" && args.text("EnterpriseName") === null) return MISSING_PARAMETER;

    const digest = emailDigest(loginEmail);
    const facts = {
      loginEmail,
      callerUid: caller.accountUid,
      isPayer: caller.accountUid === world.payerUid,
      usedBy: world.accounts.withEmail(digest),
      createdSoFar: world.accounts.list().filter(({ origin }) => origin === "created").length,
    };
    const decision = decideCreate(facts, world.switches);
    if (decision.kind === "refused") return failed(call, decision.refusal.code, decision.refusal.message);
    if (decision.kind === "used") {
      const message = `loginEmail=${loginEmail},has used`;
      const pk = { existing: decision.by.uid, leftover: SAMPLE_PK, none: null }[world.switches.usedEmailPk];
      return { kind: "done", body: bodyOf(call, "LOGIN_EMAIL_HAS_BEEN_USED", message, pk) };
    }
    const uid = String(FIRST_CREATED + STEP * number);
    const account: Account = {
      uid,
      // Not the name that was given: this goes into a file.
      name: `ag_${uid.slice(-8)}`,
      differentName: false,
      linkedElsewhere: false,
      origin: "created",
      emailDigest: digest,
    };
    const relationId = String(FIRST_RELATION + number);
    return {
      kind: "done",
      body: bodyOf(call, "Success", "Successful!", uid),
      land: (visibility) => world.create(account, relationId, { by: id, requestId }, visibility),
    };
  },
};

/** `pk` null: an answer without AgRelationDto. */
function bodyOf({ caller, requestId, world }: Call, code: string, message: string, pk: string | null): Body {
  const Mpk = caller.accountUid;
  if (world.switches.createAnswer === "lower_case_keys") {
    const data = pk === null ? {} : { data: { AgRelationDto: { Mpk, Type: "BID", Pk: pk } } };
    return { code: code.toUpperCase(), ...data };
  }
  const relation =
    pk === null ? {} : { AgRelationDto: { Type: "FINACE_CLOUD", Pk: pk, RamAdminRoleName: "admin-role", Mpk } };
  return { Code: code, Message: message, RequestId: requestId, Success: true, ...relation };
}

/** A failure of the VNO chapter: with HTTP 200 as documented there, or in the vendor's common form. */
function failed(call: Call, code: string, message: string): Outcome {
  const { createAnswer, createErrors } = call.world.switches;
  if (createErrors === "http200" && createAnswer === "lower_case_keys") {
    return { kind: "done", body: { code, message, requestId: call.requestId } };
  }
  const isCommon = createErrors === "http400" && code === "NOT_AUTHORIZED";
  const refusal = isCommon
    ? { code: "NotAuthorized", message: "This API is not authorized for caller." }
    : { code, message };
  return { kind: "refused", refusal, travels: createErrors };
}
