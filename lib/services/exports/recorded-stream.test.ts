import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { recordedStream, type StreamEnd } from "@/lib/services/exports/recorded-stream";
import { bytesOf } from "@/lib/services/testing/opened-files";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

function ends() {
  const seen: StreamEnd[] = [];
  return { seen, ended: async (end: StreamEnd) => void seen.push(end) };
}

test("read to its end, it tells the hash of what was read, before the reader knows of the end", async () => {
  const { seen, ended } = ends();
  const reader = recordedStream(chunks("ab", "c"), new AbortController().signal, ended).getReader();
  await reader.read();
  await reader.read();
  expect(seen).toEqual([]);
  expect(await reader.read()).toMatchObject({ done: true });
  expect(seen).toEqual([{ complete: true, bytes: 3, sha256: sha256("abc") }]);
});

test("given up half way, before the first byte, or aborted while nobody reads: it ends once, as broken off", async () => {
  const half = ends();
  const reader = recordedStream(chunks("ab", "c"), new AbortController().signal, half.ended).getReader();
  await reader.read();
  await reader.cancel();
  expect(half.seen).toEqual([{ complete: false, bytes: 2, sha256: sha256("ab") }]);

  const unread = ends();
  await recordedStream(chunks("ab"), new AbortController().signal, unread.ended).cancel();
  expect(unread.seen).toEqual([{ complete: false, bytes: 0, sha256: sha256("") }]);

  const aborted = ends();
  const abort = new AbortController();
  const stream = recordedStream(chunks("ab"), abort.signal, aborted.ended);
  abort.abort();
  expect(aborted.seen).toEqual([{ complete: false, bytes: 0, sha256: sha256("") }]);
  await expect(bytesOf(stream)).rejects.toThrow("aborted");
  expect(aborted.seen).toHaveLength(1);
});

test("a source that breaks, and an end that cannot be recorded, break the reader's file", async () => {
  const { seen, ended } = ends();
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("ab");
    throw new Error("no more rows");
  }
  await expect(bytesOf(recordedStream(broken(), new AbortController().signal, ended))).rejects.toThrow("no more rows");
  expect(seen).toEqual([{ complete: false, bytes: 2, sha256: sha256("ab") }]);

  const refused = () => Promise.reject(new Error("the log is full"));
  const stream = recordedStream(chunks("ab"), new AbortController().signal, refused);
  await expect(bytesOf(stream)).rejects.toThrow("the log is full");
});
