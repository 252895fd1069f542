import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodePairs } from "@/lib/simulator/wire/encoding";
import {
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  parseAcs3,
  sha256,
} from "@/lib/simulator/wire/signature-acs3";
import { sha1Signature, sha1StringToSign } from "@/lib/simulator/wire/signature-hmac-sha1";

/**
 * Requests as @alicloud/bssopenapi20171214 4.1.1 (openapi-core 1.0.8, Node 20.20.2) put them on a socket on 2026-11-22,
 * copied from a dump: `testAKID` and `testSECRET` are its made-up key.
 */
type Dump = { readonly query: string; readonly headers: Record<string, string>; readonly authorization: string };

const BASE = {
  "x-acs-version": "2017-12-14",
  "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};
const COMMON =
  "host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version";

const MODIFY: Dump = {
  query:
    "ChildNick=%E5%8D%8E%E4%B8%9C%20sales%20%26%20R%2BD%2F*~&ChildUserId=1512996702208737&ParentUserId=1738376485192612&PermissionCodes.1=SYNCHRONIZE_FINANCE_IDENTITY&PermissionCodes.2=FORBID_WITHDRAW_CASH&RelationId=51463&RelationOperation=ADD&RelationType=enterprise_group&RequestId=req-0001",
  headers: {
    ...BASE,
    host: "127.0.0.1:35655",
    "x-acs-action": "ModifyAccountRelation",
    "x-acs-date": "2026-11-22T01:47:07Z",
    "x-acs-signature-nonce": "6780e61f263ff4a918ebb5ad2db711b21c6cd40237aa5832c6e19ea4d86b6d26",
    "x-acs-credentials-provider": "static_ak",
  },
  authorization: `ACS3-HMAC-SHA256 Credential=testAKID,SignedHeaders=${COMMON},Signature=a3d6151dc0d3453bafca5da5fdc97a588407caa58eabbbf04b033cc5a92c9d02`,
};

const TEMPORARY: Dump = {
  query: "RelationId=51463",
  headers: {
    ...BASE,
    host: "127.0.0.1:35655",
    "x-acs-action": "QueryPermissionList",
    "x-acs-date": "2026-11-22T01:47:07Z",
    "x-acs-signature-nonce": "97ac19e1e0296bc13b8533bf059a7b011fbb13498b095cc10548b454efbe11a4",
    "x-acs-credentials-provider": "static_sts",
    "x-acs-accesskey-id": "STS.testAKID",
    "x-acs-security-token": "stsTOKEN",
  },
  authorization:
    "ACS3-HMAC-SHA256 Credential=STS.testAKID,SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature=7d6b7acd29733f32d85ded2e82e8555cedddf92c49e8dfb487f3f4c483d52378",
};

const ELEVEN_CODES: Dump = {
  query:
    "ChildNick=a%20b%26c%3Dd%2F%C3%A9&PermissionCodes.1=A&PermissionCodes.2=B&PermissionCodes.3=C&PermissionCodes.4=D&PermissionCodes.5=E&PermissionCodes.6=F&PermissionCodes.7=G&PermissionCodes.8=H&PermissionCodes.9=I&PermissionCodes.10=J&PermissionCodes.11=K&RelationId=51463&RelationOperation=ADD&RequestId=r%27(!)*~%20%2B%E4%B8%AD",
  headers: {
    ...BASE,
    host: "127.0.0.1:42493",
    "x-acs-action": "ModifyAccountRelation",
    "x-acs-date": "2026-11-22T01:47:10Z",
    "x-acs-signature-nonce": "4197c2e08b4c74d246646ccc27f14e224ef5a7bad565501578c64ae0e01a1505",
    "x-acs-credentials-provider": "static_ak",
  },
  authorization: `ACS3-HMAC-SHA256 Credential=testAKID,SignedHeaders=${COMMON},Signature=a86b8b994525dd35da115ebb1c46d599bfb6dca813db59465bf16d9c8f349e2f`,
};

const asRequest = ({ query, headers }: Dump) => ({
  method: "POST",
  path: "/",
  headers,
  query: decodePairs(query),
  form: [],
  body: Buffer.alloc(0),
});

describe("ACS3-HMAC-SHA256", () => {
  it.each([
    ["ModifyAccountRelation with a Chinese nickname and raw * ~", MODIFY],
    ["a temporary key with its token", TEMPORARY],
    ["eleven codes, where .10 sorts before .2", ELEVEN_CODES],
  ])("computes the signature of a dumped request: %s", (_name, dump) => {
    const claim = parseAcs3(dump.authorization);
    const signed = claim?.signedHeaders ?? [];
    expect(acs3Signature("testSECRET", acs3StringToSign(asRequest(dump), signed))).toBe(claim?.signature);
  });

  it("builds the canonical request whose hash the dump gives", () => {
    const signed = parseAcs3(ELEVEN_CODES.authorization)?.signedHeaders ?? [];
    const canonical = acs3CanonicalRequest(asRequest(ELEVEN_CODES), signed);
    expect(canonical.split("\n")[2]).toBe(
      "ChildNick=a%20b%26c%3Dd%2F%C3%A9&PermissionCodes.1=A&PermissionCodes.10=J&PermissionCodes.11=K&PermissionCodes.2=B&PermissionCodes.3=C&PermissionCodes.4=D&PermissionCodes.5=E&PermissionCodes.6=F&PermissionCodes.7=G&PermissionCodes.8=H&PermissionCodes.9=I&RelationId=51463&RelationOperation=ADD&RequestId=r%27%28%21%29%2A~%20%2B%E4%B8%AD",
    );
    expect(sha256(canonical)).toBe("eb4900b19fcb237697f835e0c30810571043d3d155475703db3381180f16cc18");
    expect(acs3StringToSign(asRequest(ELEVEN_CODES), signed)).toBe(
      `ACS3-HMAC-SHA256\n${createHash("sha256").update(canonical).digest("hex")}`,
    );
  });

  it("does not fit after any change", () => {
    const signed = parseAcs3(MODIFY.authorization)?.signedHeaders ?? [];
    const changed = { ...MODIFY, query: MODIFY.query.replace("=ADD", "=DELETE") };
    const right = acs3Signature("testSECRET", acs3StringToSign(asRequest(MODIFY), signed));
    expect(acs3Signature("testSECRET", acs3StringToSign(asRequest(changed), signed))).not.toBe(right);
    expect(acs3Signature("otherSECRET", acs3StringToSign(asRequest(MODIFY), signed))).not.toBe(right);
  });

  it.each(["", "Bearer x", "ACS3-HMAC-SHA256 Credential=a,Signature=b", "ACS3-HMAC-SHA256"])(
    "is not read out of %o",
    (text) => expect(parseAcs3(text)).toBeNull(),
  );
});

describe("HMAC-SHA1 in the query", () => {
  it("computes the signature of a dumped request", () => {
    const request = {
      method: "POST",
      path: "/",
      headers: {},
      query: decodePairs(
        "Action=ModifyAccountRelation&Format=json&Version=2017-12-14&Timestamp=2026-11-22T01%3A47%3A07Z&SignatureNonce=fee70432e8bb2ab064d96199feb3bea0edccfe45bd864aa4355d846a9f6b05ae&PermissionCodes.1=A&PermissionCodes.2=B&RelationId=51463&RelationOperation=ADD&RequestId=r1&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&AccessKeyId=testAKID&Signature=QNfVZeKWR7D6i%2BD0m27CptQORAY%3D",
      ),
      form: [],
      body: Buffer.alloc(0),
    };
    expect(sha1Signature("testSECRET", sha1StringToSign(request))).toBe("QNfVZeKWR7D6i+D0m27CptQORAY=");
  });
});
