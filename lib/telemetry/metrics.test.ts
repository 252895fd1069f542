import { expect, test } from "vitest";
import { countDatabaseFault, metricsText, observeCall, watchAccount } from "@/lib/telemetry/metrics";

const account = "9007199254740993";
const call = { action: "QueryPermissionList", kind: "accepted", code: "Success", durationMs: 120 };
const lines = async (name: string) =>
  (await metricsText([])).split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

test("counts calls by class and code, and how long those took that left", async () => {
  observeCall(account, call);
  observeCall(account, call);
  observeCall(account, { ...call, kind: "ambiguous", code: null });
  observeCall(account, { ...call, kind: "unreachable", code: null, durationMs: 0 });
  const labels = `account="${account}",action="QueryPermissionList"`;
  expect(await lines("linkbook_upstream_calls_total")).toEqual([
    `linkbook_upstream_calls_total{${labels},kind="accepted",code="Success"} 2`,
    `linkbook_upstream_calls_total{${labels},kind="ambiguous",code="none"} 1`,
    `linkbook_upstream_calls_total{${labels},kind="unreachable",code="none"} 1`,
  ]);
  expect(await lines("linkbook_upstream_call_seconds_count")).toEqual([
    `linkbook_upstream_call_seconds_count{${labels}} 3`,
  ]);
});

test("whatever upstream answers, the number of lines is bounded, and no text of its own becomes a label", async () => {
  for (let number = 0; number < 500; number += 1) observeCall(account, { ...call, code: `Code.${number}` });
  observeCall(account, { ...call, code: "loginEmail=ops@example.com has\nused" });
  const counted = await lines("linkbook_upstream_calls_total");
  expect(counted.length).toBeLessThan(70);
  expect(counted.join("\n")).toContain('code="other"');
  expect(counted.join("\n")).not.toContain("ops@example.com");
});

test("asks a worker at each scrape for as long as it runs", async () => {
  let waiting = 3;
  const load = () => ({ waiting, begunLastSecond: 5, allowedPerSecond: 7 });
  const stop = watchAccount(account, { load, isLeader: () => true });
  expect(await lines("linkbook_upstream_waiting")).toEqual([`linkbook_upstream_waiting{account="${account}"} 3`]);
  waiting = 0;
  expect(await lines("linkbook_upstream_waiting")).toEqual([`linkbook_upstream_waiting{account="${account}"} 0`]);
  expect(await lines("linkbook_upstream_rate")).toEqual([`linkbook_upstream_rate{account="${account}"} 5`]);
  expect(await lines("linkbook_upstream_rate_limit")).toEqual([`linkbook_upstream_rate_limit{account="${account}"} 7`]);
  expect(await lines("linkbook_leader")).toEqual([`linkbook_leader{account="${account}"} 1`]);
  stop();
  expect(await lines("linkbook_leader")).toEqual([]);
});

test("writes figures that are read elsewhere, and the process's own", async () => {
  countDatabaseFault("storage_busy");
  const text = await metricsText([
    {
      name: "linkbook_changes",
      help: "By outcome.",
      samples: [{ labels: { account, outcome: "verified" }, value: 4 }],
    },
    { name: "linkbook_nothing", help: "None.", samples: [] },
  ]);
  expect(text).toContain(`linkbook_changes{account="${account}",outcome="verified"} 4\n`);
  expect(text).toContain('linkbook_database_faults_total{fault="storage_busy"} 1\n');
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
});
