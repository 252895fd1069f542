import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "@/lib/domain/ids";
import { judge, type Proof } from "./judge";
import { parseAccountRelation } from "./parse-account-relation";
import { parseCallerIdentity } from "./parse-caller-identity";
import { parseCreatedAccount } from "./parse-created-account";
import { parseFinancialAccount } from "./parse-financial-account";
import { parseJson } from "./parse-json";
import { parseLink } from "./parse-link";
import { parsePermissionList } from "./parse-permission-list";
import { parseRelationList } from "./parse-relation-list";
import { isAccepted, isRefusal } from "./refusals";
import { samples } from "./testing/scripted-upstream";

const span = { beganAt: instant(0), endedAt: instant(1) };
const parsers = [
  parsePermissionList,
  parseRelationList,
  parseCallerIdentity,
  parseAccountRelation,
  parseFinancialAccount,
  parseCreatedAccount,
  parseLink,
  () => "done",
] as const;
const proofs: readonly Proof[] = ["code_and_success", "code", "shape"];

/** A real answer with one of its values, at any depth, replaced by any JSON value. */
const disturbed = fc
  .record({ text: fc.constantFrom(...Object.values(samples)), at: fc.nat(), value: fc.jsonValue() })
  .map(({ text, at, value }) => {
    const spots: (() => void)[] = [];
    const body: unknown = parseJson(text);
    const visit = (node: unknown) => {
      if (typeof node !== "object" || node === null) return;
      for (const key of Object.keys(node)) {
        spots.push(() => Object.defineProperty(node, key, { value, enumerable: true }));
        visit(Reflect.get(node, key));
      }
    };
    visit(body);
    spots[at % spots.length]?.();
    return JSON.stringify(body);
  });

/** A real answer with a piece of its text cut out and another put in. */
const garbled = fc
  .record({
    text: fc.constantFrom(...Object.values(samples)),
    from: fc.nat(600),
    length: fc.nat(40),
    piece: fc.string({ maxLength: 12 }),
  })
  .map(({ text, from, length, piece }) => text.slice(0, from) + piece + text.slice(from + length));

const bodies = fc.oneof(fc.json({ maxDepth: 5 }), fc.string(), disturbed, garbled);

describe("any body, any status", () => {
  test("ends in one of four classes, with its status kept, and never throws", () => {
    fc.assert(
      fc.property(
        bodies,
        fc.constantFrom(200, 201, 204, 302, 400, 403, 404, 429, 500, 503, 0, 999),
        fc.constantFrom(...proofs),
        fc.constantFrom(...parsers),
        (text, status, proof, parse) => {
          const reply = { status, requestId: "H", retryAfterMs: null, body: parseJson(text) };
          const answer = judge<unknown>(reply, { proof, read: parse }, span);
          expect(answer.evidence.status).toBe(status);
          const { code, success, message } = answer.evidence;
          expect((message ?? "").length).toBeLessThanOrEqual(300);
          switch (answer.kind) {
            case "accepted":
              expect(status).toBeGreaterThanOrEqual(200);
              expect(status).toBeLessThan(300);
              expect(success).not.toBe(false);
              if (proof === "code_and_success") expect(success).toBe(true);
              if (proof !== "shape") expect(isAccepted(code ?? "")).toBe(true);
              break;
            case "refused":
              expect(isRefusal(code ?? "")).toBe(true);
              expect(status).toBeLessThan(500);
              break;
            case "throttled":
              expect(code).toMatch(/^Throttling/);
              break;
            case "ambiguous":
              expect(["odd_body", "server_error", "unknown_code", "lower_case_keys"]).toContain(answer.reason);
              break;
            case "unreachable":
              throw new Error("an answer came, so somebody was reached");
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("a body of any depth or size", () => {
    const deep = "[".repeat(200_000);
    const long = `{"Code":"${"x".repeat(5_000_000)}"}`;
    for (const text of [deep, long]) {
      const reply = { status: 200, requestId: null, retryAfterMs: null, body: parseJson(text) };
      expect(judge(reply, { proof: "code", read: parsePermissionList }, span)).toMatchObject({
        kind: "ambiguous",
        reason: "odd_body",
      });
    }
  });

  test("a value that the SDK gives as data, of any shape", () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        const answer = judge(
          { status: 400, requestId: null, retryAfterMs: null, body },
          { proof: "code", read: parsePermissionList },
          span,
        );
        expect(["refused", "throttled", "ambiguous"]).toContain(answer.kind);
      }),
    );
  });
});
