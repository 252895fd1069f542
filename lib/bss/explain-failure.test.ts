import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explainFailure } from "./explain-failure";

const fault = (fields: object) =>
  Object.assign(new Error("POST http://host/?LoginEmail=a%40b.example failed."), fields);
const nothing = { connected: null, answer: null };
const connected = { connected: true, answer: null };
const never = { connected: false, answer: null };

describe("certain that nothing was sent", () => {
  test.each([
    ["connection_refused", fault({ code: "ECONNREFUSED", syscall: "connect" })],
    ["no_route", fault({ code: "EHOSTUNREACH", syscall: "connect" })],
    ["connect_timeout", fault({ code: "ETIMEDOUT", syscall: "connect" })],
    ["unknown_host", fault({ code: "ENOTFOUND", syscall: "getaddrinfo" })],
    ["unknown_host", fault({ code: "EAI_AGAIN", syscall: "getaddrinfo" })],
  ])("%s", (reason, error) => {
    expect(explainFailure(error, nothing)).toMatchObject({ kind: "unsent", reason });
    expect(explainFailure(error, never)).toMatchObject({ kind: "unsent", reason });
  });

  test("a request that was seen to get no connection, whatever the SDK calls it", () => {
    expect(explainFailure(fault({ name: "RequestTimeoutError" }), never)).toMatchObject({
      kind: "unsent",
      reason: "connect_timeout",
    });
    expect(explainFailure(fault({ code: "ECONNRESET" }), never)).toMatchObject({ kind: "unsent", reason: "no_route" });
  });

  test("a certificate that is turned down comes before the request is written", () => {
    const certificate = fault({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(explainFailure(certificate, connected)).toMatchObject({ kind: "unsent", reason: "tls" });
  });
});

describe("nobody knows", () => {
  test.each([
    ["reset", fault({ code: "ECONNRESET" })],
    ["reset", fault({ code: "EPIPE", syscall: "write" })],
    ["reset", fault({ code: "EPROTO", syscall: "write" })],
    ["reset", fault({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" })],
    ["timeout", fault({ name: "RequestTimeoutError" })],
    ["timeout", fault({ code: "ETIMEDOUT", syscall: "read" })],
    ["crash", fault({ code: "ECONNREFUSED", syscall: "connect" })],
    ["crash", new TypeError("request.validate is not a function")],
    ["crash", "a text"],
    ["crash", undefined],
  ])("%s on a connection that was there", (reason, error) => {
    expect(explainFailure(error, connected)).toMatchObject({ kind: "broken", reason });
  });

  test("an answer whose body the SDK could not read", () => {
    const unreadable = new SyntaxError("Unexpected token '<'");
    expect(explainFailure(unreadable, { connected: true, answer: { status: 404, headers: {} } })).toMatchObject({
      reason: "odd_body",
    });
    expect(explainFailure(unreadable, { connected: true, answer: { status: 502, headers: {} } })).toMatchObject({
      reason: "server_error",
    });
  });
});

test("any error, any sighting: a class, and a note that carries nothing of the message", () => {
  const seen = fc.record({
    connected: fc.constantFrom(true, false, null),
    answer: fc.option(fc.record({ status: fc.nat(999), headers: fc.constant({}) })),
  });
  const errors = fc.oneof(
    fc.anything(),
    fc.record({ code: fc.string(), syscall: fc.string(), message: fc.string() }).map(fault),
  );
  fc.assert(
    fc.property(errors, seen, (error, sighting) => {
      const failure = explainFailure(error, sighting);
      expect(["unsent", "broken"]).toContain(failure.kind);
      expect(failure.note).toMatch(/^[A-Za-z0-9_.-]{1,64}$/);
    }),
  );
});
