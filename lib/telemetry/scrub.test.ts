import fc from "fast-check";
import { expect, test } from "vitest";
import { scrub } from "./scrub";

test.each([
  ["loginEmail=685741089H@mail.example,has used", "loginEmail=[e-mail],has used"],
  ["POST http://127.0.0.1:4010/?LoginEmail=a.person%40mail.example&X=1 failed.", "POST [url] failed."],
  ["query LoginEmail=a.person%40mail.example&PageNum=1", "query LoginEmail=[e-mail]&PageNum=1"],
  [
    "Specified signature is not matched: server string to sign is:POST\n/\nLoginEmail",
    "Specified signature is not matched: server string to sign [cut]",
  ],
  ["caller 192.0.2.17 is outside", "caller [address] is outside"],
  ["caller 2001:db8::8a2e:370:7334 is outside", "caller [address] is outside"],
  ["SecurityToken: CAISzgJ1q6Ft5B2yfSjIr5fH", "SecurityToken: [key]"],
  ["signed with STS.NUgYrLnoC37mZZCNnAbez today", "signed with [key] today"],
  ["diagnostic AQFOOabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH=", "diagnostic [key]"],
  [
    "relation 9007199254740993 of 6210322125051645960 at 12:30:05\n",
    "relation 9007199254740993 of 6210322125051645960 at 12:30:05",
  ],
  ["Successful!", "Successful!"],
  ["该账号无权限\u0000\t调用", "该账号无权限 调用"],
])("%s", (dirty, clean) => {
  expect(scrub(dirty)).toBe(clean);
});

test("whatever surrounds it, an address, a URL or a key does not come through", () => {
  const around = fc.string({ maxLength: 60 });
  const bad = fc.constantFrom("someone@mail.example", "https://host.example/?Secret=1", "STS.NUgYrLnoC37mZZCNnAbez");
  fc.assert(
    fc.property(around, bad, around, (before, secret, after) => {
      expect(scrub(`${before} ${secret} ${after}`)).not.toContain(secret);
    }),
  );
});

test("one line, 300 characters at most, and a long text does not hold it up", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 1_000 }), (text) => {
      const clean = scrub(text);
      expect(clean.length).toBeLessThanOrEqual(300);
      expect(clean).not.toMatch(/[\n\r\0]/);
    }),
  );
  for (const unit of ["a", "1.", "a:", "a@", "%40", "A/", " "]) scrub(unit.repeat(1_000_000));
});
