import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { LARGEST_POPULATION, SMALLEST_POPULATION } from "@/lib/simulator/population/population";
import { idSchema } from "@/lib/simulator/relation";
import type { StartOptions } from "@/lib/simulator/start";
import { changeSwitches, DEFAULT_SWITCHES, sentenceOf } from "@/lib/simulator/switches";

/** Something in the command line is wrong; the message is for the person who typed it. */
export class BadArguments extends Error {}

const between = (least: number, most: number) =>
  z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);

const portSchema = between(0, 65_535);
const membersSchema = between(SMALLEST_POPULATION, LARGEST_POPULATION);
const seedSchema = between(0, 2_147_483_647);

/** Throws `BadArguments` with a sentence for an unknown flag or a bad value. */
export function parseArguments(argv: readonly string[]): StartOptions {
  const values = readFlags(argv);
  const controlPort = values["control-port"];
  const payerUid = values["payer-uid"];
  return {
    port: checked("port", portSchema, values.port),
    members: checked("members", membersSchema, values.members),
    seed: checked("seed", seedSchema, values.seed),
    journal: values.journal ?? join(tmpdir(), `alibaba-simulator-${process.pid}.jsonl`),
    controlPort: controlPort === undefined ? null : checked("control-port", portSchema, controlPort),
    ...(payerUid === undefined ? {} : { payerUid: checked("payer-uid", idSchema, payerUid) }),
    config: checkedConfig(values.config),
  };
}

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: "string", default: "4010" },
        members: { type: "string", default: "60" },
        seed: { type: "string", default: "1" },
        journal: { type: "string" },
        "control-port": { type: "string" },
        "payer-uid": { type: "string" },
        config: { type: "string", default: "{}" },
      },
    }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}

function checked<T>(name: string, schema: z.ZodType<T>, text: string): T {
  const result = schema.safeParse(text);
  if (!result.success) throw new BadArguments(`--${name} ${text}: ${sentenceOf(result.error)}`);
  return result.data;
}

function checkedConfig(text: string): unknown {
  try {
    const config: unknown = JSON.parse(text);
    changeSwitches(DEFAULT_SWITCHES, config);
    return config;
  } catch (error) {
    const reason = error instanceof z.ZodError ? sentenceOf(error) : "is not JSON";
    throw new BadArguments(`--config: ${reason}`);
  }
}
