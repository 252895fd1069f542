import { describe, expect, it } from "vitest";
import { BadArguments, parseArguments } from "@/lib/simulator/arguments";

describe("the flags", () => {
  it("have defaults: port 4010, sixty members, seed 1, no door", () => {
    const options = parseArguments([]);
    expect(options).toMatchObject({ port: 4010, members: 60, seed: 1, controlPort: null, config: {} });
    expect(options.journal).toMatch(/\.jsonl$/);
    expect(options).not.toHaveProperty("payerUid");
  });

  it("are all taken", () => {
    const flags =
      "--port 0 --members 100000 --seed 9 --journal j.jsonl --control-port 4011 --payer-uid 9007199254740999";
    expect(parseArguments([...flags.split(" "), "--config", '{"pageCap":5}'])).toEqual({
      port: 0,
      members: 100_000,
      seed: 9,
      journal: "j.jsonl",
      controlPort: 4011,
      payerUid: "9007199254740999",
      config: { pageCap: 5 },
    });
  });

  it.each([
    [["--members", "11"], "--members 11: must be a whole number from 12 to 100000"],
    [["--members", "1e3"], "--members 1e3: must be"],
    [["--members", ""], "--members : must be"],
    [["--port", "70000"], "--port 70000: must be a whole number from 0 to 65535"],
    [["--control-port", "x"], "--control-port x: must be"],
    [["--seed", "1.5"], "--seed 1.5: must be"],
    [["--payer-uid", "12x"], "--payer-uid 12x: an id is 1 to 19 decimal digits"],
    [["--config", "{"], "--config: is not JSON"],
    [["--config", "[]"], "--config: "],
    [["--config", '{"pagecap":1}'], "pagecap"],
    [["--config", '{"twins":"same"}'], "--config: twins: "],
    [["--port"], "--port"],
    [["stray"], "stray"],
  ])("refuse %o, saying why", (flags, words) => {
    expect(() => parseArguments(flags)).toThrow(BadArguments);
    expect(() => parseArguments(flags)).toThrow(words);
  });
});
