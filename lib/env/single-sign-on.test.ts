import { expect, test } from "vitest";
import { readWebEnv } from "@/lib/env";

const desk = { NEXTAUTH_SECRET: "a secret that signs the sessions of tests", NEXTAUTH_URL: "http://localhost:3000" };
const full = {
  ...desk,
  LINKBOOK_OIDC_ISSUER: "https://sign-in.example.com/",
  LINKBOOK_OIDC_CLIENT_ID: "linkbook",
  LINKBOOK_OIDC_CLIENT_SECRET: "a-hidden-word",
  LINKBOOK_OIDC_ROLES: "finance=requester",
};

const problemsOf = (settings: Record<string, string>): string => {
  try {
    readWebEnv(settings);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

test("without its settings there is none", () => {
  expect(readWebEnv(desk).singleSignOn).toBeNull();
  expect(readWebEnv({ ...desk, LINKBOOK_OIDC_ISSUER: "", LINKBOOK_OIDC_NAME: "Example" }).singleSignOn).toBeNull();
});

test("groups give roles, by pairs or by JSON; names of a directory may have equals signs", () => {
  const read = readWebEnv({ ...full, LINKBOOK_OIDC_ROLES: "finance=requester, finance = viewer,CN=Desk=auditor" });
  expect(read.singleSignOn).toMatchObject({
    issuer: "https://sign-in.example.com",
    name: "single sign-on",
    scope: "openid email profile",
    groupsClaim: "groups",
  });
  expect(Object.fromEntries(read.singleSignOn?.rolesByGroup ?? [])).toEqual({
    finance: ["requester", "viewer"],
    "CN=Desk": ["auditor"],
  });
  const byJson = readWebEnv({ ...full, LINKBOOK_OIDC_ROLES: '{"a,b": ["viewer", "auditor"], "c": "reviewer"}' });
  expect(Object.fromEntries(byJson.singleSignOn?.rolesByGroup ?? [])).toEqual({
    "a,b": ["viewer", "auditor"],
    c: ["reviewer"],
  });
});

test.each(["finance=owner", "finance", "=viewer", "finance=requester,", "{", '{"a": "owner"}', "{}", '{"a": 1}'])(
  "%j is refused by its setting's name",
  (LINKBOOK_OIDC_ROLES) => {
    const said = problemsOf({ ...full, LINKBOOK_OIDC_ROLES });
    expect(said).toMatch(/^LINKBOOK_OIDC_ROLES: /);
    expect(said).not.toContain("owner");
  },
);

test("half of it is refused, all of it at once, and no value is repeated", () => {
  const { LINKBOOK_OIDC_CLIENT_SECRET: _, ...rest } = full;
  const said = problemsOf({ ...rest, LINKBOOK_OIDC_ISSUER: "http://sign-in.example.com", LINKBOOK_OIDC_ROLES: "x" });
  expect(said.split("\n").map((line) => line.split(":")[0])).toEqual([
    "LINKBOOK_OIDC_CLIENT_SECRET",
    "LINKBOOK_OIDC_ISSUER",
    "LINKBOOK_OIDC_ROLES",
  ]);
  expect(said).not.toMatch(/sign-in\.example|hidden/);
});

test("plain HTTP is for this very machine", () => {
  for (const issuer of ["http://127.0.0.1:4020", "http://localhost:4020", "http://[::1]:4020"])
    expect(
      readWebEnv({ ...full, LINKBOOK_OIDC_ROLES: "a=viewer", LINKBOOK_OIDC_ISSUER: issuer }).singleSignOn,
    ).not.toBeNull();
  for (const issuer of ["http://127.0.0.1.example.com", "http://10.0.0.1", "ftp://localhost", "sign-in.example.com"])
    expect(problemsOf({ ...full, LINKBOOK_OIDC_ROLES: "a=viewer", LINKBOOK_OIDC_ISSUER: issuer })).toMatch(
      /^LINKBOOK_OIDC_ISSUER: /,
    );
});
