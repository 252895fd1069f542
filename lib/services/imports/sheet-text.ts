import { isUtf8 } from "node:buffer";
import { setImmediate as turn } from "node:timers/promises";

/** Decoded at once: other requests get their turn in between. */
const slice = 32_768;

const begins = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  first.every((byte, index) => bytes[index] === byte);

/** What a file is that is no text; `null`: it may be one. */
export function notTextBecause(bytes: Uint8Array): "empty" | "workbook" | "not_text" | null {
  if (bytes.byteLength === 0) return "empty";
  // XLSX and ODS are ZIP files, XLS is a compound file.
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return "workbook";
  return encodingOf(bytes).startsWith("utf-16") || !bytes.includes(0) ? null : "not_text";
}

/**
 * How a text was saved: "CSV UTF-8" and "Unicode text" begin with a mark; plain CSV is in the code page of the machine,
 * which on a Chinese one is GBK. Of any other page only the letters of ASCII are read, and no more is needed of names.
 */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "gb18030" {
  if (begins(bytes, 0xff, 0xfe)) return "utf-16le";
  if (begins(bytes, 0xfe, 0xff)) return "utf-16be";
  return begins(bytes, 0xef, 0xbb, 0xbf) || isUtf8(bytes) ? "utf-8" : "gb18030";
}

/** The text of a file, piece by piece, without its byte order mark. Throws what aborted the signal. */
export async function* sheetText(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let from = 0; from < bytes.byteLength; from += slice) {
    await turn();
    signal.throwIfAborted();
    const text = decoder.decode(bytes.subarray(from, from + slice), { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
