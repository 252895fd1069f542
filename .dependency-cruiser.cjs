/**
 * The house as a rule: which room may import which. What is not listed is forbidden, a file outside of every room
 * is an error, and a type-only import counts like any other.
 * `lib/guard-rails/imports.test.ts` states the same table on its own and sees each of its cells.
 */

/** Room → pattern of its files. Order does not matter: the patterns exclude each other. */
const rooms = {
  domain: "^lib/domain/",
  client: "^lib/client/",
  i18n: "^lib/i18n/",
  components: "^components/",
  env: "^lib/env(\\.test\\.ts|\\.ts|/.+)$",
  telemetry: "^lib/telemetry/",
  db: "^lib/db/",
  bss: "^lib/bss/",
  auth: "^lib/auth/",
  services: "^lib/services/",
  notices: "^lib/notices/",
  worker: "^lib/worker/",
  http: "^lib/http/",
  app: "^app/",
  proxy: "^proxy\\.ts$",
  instrumentation: "^instrumentation\\.ts$",
  cli: "^lib/cli/.+\\.ts$",
  launcher: "^lib/cli/.+\\.mjs$",
  simulator: "^lib/simulator/",
  "guard-rails": "^lib/guard-rails/",
  e2e: "^e2e/",
  configuration: "^[^/]+\\.config\\.(ts|mjs)$",
};

/** Doors: a part of a room that is open to a room which may not enter the rest. */
const doors = {
  requireActor: "^lib/auth/require-actor\\.ts$",
  ownAccount: "^lib/auth/own-account/",
  ownPath: "^lib/auth/own-path\\.ts$",
  passwords: "^lib/auth/passwords\\.ts$",
  sessionCookie: "^lib/auth/session-cookie\\.ts$",
};

/** Room → the rooms and doors it may import besides itself, and why it stops there. */
const table = {
  domain: [[], "the domain is pure: what it needs comes in as an argument"],
  client: [["domain", "i18n"], "query contracts run in the browser: they know the domain and nothing of the server"],
  i18n: [["domain"], "messages know which languages there are, and nobody else"],
  components: [["domain", "client", "i18n"], "components get data and actions as props, so that they run anywhere"],
  env: [["domain"], "settings are parsed before anything else exists"],
  telemetry: [["domain", "env"], "every server room logs, so the logger may lean on none of them"],
  db: [["domain", "env", "telemetry"], "storage keeps what it is given: it decides nothing and calls nobody"],
  bss: [["domain", "env", "telemetry"], "the wire is known here only, and this room knows only the wire"],
  auth: [["domain", "db", "env", "telemetry"], "who somebody is does not depend on what they may do next"],
  services: [["domain", "db", "env", "telemetry"], "a service records intents; upstream is called by the worker alone"],
  notices: [
    ["domain", "i18n", "db", "env", "telemetry"],
    "who is told, and how it is put, is decided from what is kept",
  ],
  worker: [["domain", "services", "notices", "db", "bss", "env", "telemetry"], "the worker has no page and no session"],
  http: [["domain", "services", "auth", "env", "telemetry"], "factories wrap services and hold no rule of their own"],
  app: [
    [
      "domain",
      "client",
      "i18n",
      "components",
      "services",
      "requireActor",
      "ownAccount",
      "ownPath",
      "http",
      "env",
      "telemetry",
    ],
    "a route reads parameters, calls one service and renders; storage and upstream are behind the services",
  ],
  proxy: [["http", "i18n"], "the proxy sets headers; authority is never decided there"],
  instrumentation: [
    ["domain", "services", "db", "bss", "worker", "passwords", "env", "telemetry"],
    "the process starts here; pages and sessions do not exist yet",
  ],
  cli: [
    ["domain", "services", "db", "bss", "worker", "passwords", "sessionCookie", "env", "telemetry", "launcher"],
    "a command is an adapter over the services, without a browser session",
  ],
  launcher: [[], "launchers run before the install: Node built-ins and each other only"],
  simulator: [[], "the simulator shares no line with Linkbook, so a misreading of the API is not made twice"],
  "guard-rails": [[], "these tests feed the tools from outside, as a person would"],
  e2e: [["launcher"], "browser tests meet the product from outside: pages, HTTP, processes"],
  configuration: [["launcher"], "configuration stands before the product"],
};

const local = "^(app|components|e2e|lib|public)/|^[^/]+\\.(ts|tsx|mjs|cjs)$";
const tests = "\\.test\\.tsx?$|^lib/([^/]+/testing|guard-rails)/|^e2e/|\\.config\\.(ts|mjs)$";
const pattern = (name) => rooms[name] ?? doors[name];

const roomRules = Object.entries(table).map(([room, [others, reason]]) => ({
  name: `${room}-imports`,
  comment: reason,
  severity: "error",
  from: { path: rooms[room] },
  to: {
    path: local,
    pathNot: [room, ...others].map(pattern).concat(room === "app" ? "^lib/auth/next-auth-route\\.ts$" : []),
  },
}));

/** Packages that live in one room, so that what we say about them has one place to be true or false. */
const fences = [
  [
    "next-auth",
    "next-auth",
    "^lib/auth/|^app/api/auth/",
    "a session is read in lib/auth alone; elsewhere there are actors",
  ],
  ["argon2", "@node-rs/argon2", "^lib/auth/", "passwords are hashed in one place"],
  ["otpauth", "otpauth|uqr", "^lib/auth/|^e2e/", "secrets of one-time codes stay where people are told apart"],
  ["sql", "kysely|better-sqlite3|pg", "^lib/db/", "queries live in lib/db, where they are run on every engine"],
  [
    "alicloud",
    "@alicloud/[^/]+|@darabonba/[^/]+",
    "^lib/bss/|^lib/simulator/(testing/|.+\\.test\\.ts$)",
    "the wire is known by lib/bss alone; the simulator is tried with the vendor's own clients",
  ],
  [
    "notices",
    "nodemailer|standardwebhooks|smtp-server",
    "^lib/notices/|^e2e/",
    "mail and webhooks leave through one room",
  ],
  ["pino", "pino", "^lib/telemetry/", "every line goes through the redactor in lib/telemetry"],
];

const fenceRules = fences.map(([name, packages, home, reason]) => ({
  name: `only-here-${name}`,
  comment: reason,
  severity: "error",
  from: { path: local, pathNot: home },
  to: { path: `(^|/)node_modules/(${packages})/` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...fenceRules,
    {
      name: "no-room",
      comment: "a file outside of every room has no rules: give it a room or write its room into the table",
      severity: "error",
      from: { path: local, pathNot: Object.values(rooms) },
      to: {},
    },
    {
      name: "no-room-alone",
      comment: "as no-room, for a file that imports nothing and is imported by nothing",
      severity: "error",
      from: { path: local, pathNot: Object.values(rooms), orphan: true },
      to: {},
    },
    {
      name: "app-signs-in-through-one-route",
      comment: "next-auth's handler belongs to the route app/api/auth and to nobody else",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/api/auth/" },
      to: { path: "^lib/auth/next-auth-route\\.ts$" },
    },
    {
      name: "http-knows-services-by-type",
      comment: "a factory is handed its service; importing one at run time would tie all routes to it",
      severity: "error",
      from: { path: rooms.http },
      to: { path: rooms.services, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "browser-carries-no-schema-library",
      comment: "zod costs 34 kB before the first interaction; the browser trusts our own routes",
      severity: "error",
      from: { path: [rooms.domain, rooms.client, rooms.components] },
      to: { path: "(^|/)node_modules/(zod|valibot)/" },
    },
    {
      name: "no-web-below-the-pages",
      comment: "services, storage, wire and worker also run from the command line, without Next and React",
      severity: "error",
      from: {
        path: ["domain", "env", "telemetry", "db", "bss", "services", "worker", "cli", "simulator"].map(pattern),
      },
      to: { path: "(^|/)node_modules/(next|react|react-dom)/" },
    },
    {
      name: "browser-has-no-node",
      comment: "a Node built-in in a browser room breaks the page, or ships a polyfill",
      severity: "error",
      from: { path: [rooms.client, rooms.components], pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "launchers-run-before-the-install",
      comment: "npm run demo and npm test start on a fresh clone, where node_modules does not exist",
      severity: "error",
      // Loaded by what runs after the install only: the build, and each command.
      from: { path: rooms.launcher, pathNot: [tests, "^lib/cli/launch/compile\\.mjs$"] },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown", "unknown"] },
    },
    {
      name: "no-test-tools-in-the-product",
      comment:
        "an installation without development packages must still run; the bench, like the tests, is for those with",
      severity: "error",
      from: { path: local, pathNot: [tests, "^lib/cli/bench/"] },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-import-of-tests",
      comment: "what two tests share is a file of its own, named for what it holds",
      severity: "error",
      from: {},
      to: { path: "\\.test\\.tsx?$" },
    },
    {
      name: "no-file-without-a-name",
      comment: "utils, helpers, types and common say nothing about what they hold",
      severity: "error",
      from: {},
      to: { path: "/(utils?|helpers?|types?|common|misc|shared)\\.(tsx?|mjs)$", pathNot: "(^|/)node_modules/" },
    },
    {
      name: "no-cycle",
      comment: "modules that import each other are one module; a cycle of types alone is harmless",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolves",
      comment: "an import that nobody can find is not checked by any other rule",
      severity: "error",
      from: { path: local },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "^(\\.next|data|test-results|coverage)/|^next-env\\.d\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["react-server", "import", "require", "node", "default", "types"],
    },
  },
};
