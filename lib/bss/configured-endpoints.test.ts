import { expect, test } from "vitest";
import { SettingError } from "@/lib/env";
import { configuredEndpoints } from "./configured-endpoints";

test("a site has its two endpoints, and an override replaces one of them", () => {
  expect(configuredEndpoints({ site: "cn", endpoint: null, stsEndpoint: null, place: null })).toEqual({
    endpoint: { protocol: "https", host: "business.aliyuncs.com" },
    stsEndpoint: { protocol: "https", host: "sts.aliyuncs.com" },
  });
  expect(
    configuredEndpoints({ site: "intl", endpoint: "http://127.0.0.1:4010", stsEndpoint: null, place: null }),
  ).toEqual({
    endpoint: { protocol: "http", host: "127.0.0.1:4010" },
    stsEndpoint: { protocol: "https", host: "sts.ap-southeast-1.aliyuncs.com" },
  });
});

test("what is wrong is named, all of it, and the value is not repeated", () => {
  const endpoints = { site: "cn", endpoint: "http://key:word@host", stsEndpoint: "http://sts.example.com" } as const;
  const wrong = () => configuredEndpoints({ ...endpoints, place: null });
  expect(wrong).toThrow(SettingError);
  expect(wrong).toThrow(/LINKBOOK_ENDPOINT: it must not contain a user name/);
  expect(wrong).toThrow(/LINKBOOK_STS_ENDPOINT: plain http:\/\//);
  expect(wrong).not.toThrow(/key:word|sts.example/);
  expect(() => configuredEndpoints({ ...endpoints, place: "account 2 (77)" })).toThrow(
    /LINKBOOK_ACCOUNTS_FILE: account 2 \(77\): stsEndpoint: plain http:/,
  );
});
