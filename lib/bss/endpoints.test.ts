import fc from "fast-check";
import { expect, test } from "vitest";
import { endpointFaults, parseEndpoint } from "./endpoints";

test.each([
  ["http://127.0.0.1:4010", { protocol: "http", host: "127.0.0.1:4010" }],
  ["http://localhost:4010/", { protocol: "http", host: "localhost:4010" }],
  ["HTTP://[::1]:4010", { protocol: "http", host: "[::1]:4010" }],
  ["https://Business.Aliyuncs.com", { protocol: "https", host: "business.aliyuncs.com" }],
  ["business-vpc.cn-hangzhou.aliyuncs.com", { protocol: "https", host: "business-vpc.cn-hangzhou.aliyuncs.com" }],
  [" host.internal:8443 ", { protocol: "https", host: "host.internal:8443" }],
])("%s", (text, endpoint) => {
  expect(parseEndpoint(text)).toEqual({ ok: true, endpoint });
});

test.each([
  ["", "empty"],
  ["http://business.aliyuncs.com", "plain_http_beyond_loopback"],
  ["http://127.0.0.1.example.com", "plain_http_beyond_loopback"],
  ["http://127.0.0.999", "plain_http_beyond_loopback"],
  ["http://10.0.0.1:4010", "plain_http_beyond_loopback"],
  ["ftp://host", "scheme"],
  ["https://host/base", "path"],
  ["https://host?x=1", "path"],
  ["https://user:word@host", "user_info"],
  ["http://127.0.0.1@evil.example", "user_info"],
  ["https://", "not_a_host"],
  ["host:99999", "not_a_host"],
  ["host:port", "not_a_host"],
  ["a host", "not_a_host"],
  ["[::zz]:80", "not_a_host"],
])("%s is refused: %s", (text, fault) => {
  expect(parseEndpoint(text)).toEqual({ ok: false, fault });
});

test("any text: an endpoint or a fault, and never plain HTTP to another machine", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.domain().map((name) => `http://${name}`),
      ),
      (text) => {
        const parsed = parseEndpoint(text);
        if (!parsed.ok) expect(Object.keys(endpointFaults)).toContain(parsed.fault);
        else if (parsed.endpoint.protocol === "http") {
          expect(parsed.endpoint.host).toMatch(/^(127\.|localhost|\[::1\])/);
        }
      },
    ),
  );
});
