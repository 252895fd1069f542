/** How a spreadsheet program saves a sheet as text. */
export interface SavedAs {
  readonly separator: "," | ";" | "\t";
  readonly encoding: "utf-8" | "utf-8 with mark" | "utf-16le" | "utf-16be" | "gbk";
  readonly lineEnd: "\r\n" | "\n" | "\r";
  /** Excel quotes only what needs it; this desk quotes every cell. */
  readonly quoted: boolean;
}

/** Bytes of a sheet as a program would save it. */
export function savedSheet(rows: readonly (readonly string[])[], how: Partial<SavedAs> = {}): Uint8Array {
  const { separator = ",", encoding = "utf-8", lineEnd = "\r\n", quoted = false } = how;
  const written = (cell: string) =>
    quoted || /["\r\n]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;
  const text = rows.map((row) => `${row.map(written).join(separator)}${lineEnd}`).join("");
  if (encoding === "gbk") return gbk(text);
  if (encoding === "utf-8") return Buffer.from(text);
  if (encoding === "utf-8 with mark") return Buffer.from(`\ufeff${text}`);
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  return encoding === "utf-16le" ? little : little.swap16();
}

let table: ReadonlyMap<string, readonly number[]> | null = null;

/** Node decodes GBK and does not encode it: this asks the decoder what each pair of bytes says. */
function gbk(text: string): Uint8Array {
  table ??= pairs();
  const known = table;
  return Uint8Array.from([...text].flatMap((character) => known.get(character) ?? [character.charCodeAt(0)]));
}

function pairs(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder("gb18030");
  const found = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const said = decoder.decode(Uint8Array.of(lead, trail));
      if ([...said].length === 1 && said !== "\ufffd") found.set(said, [lead, trail]);
    }
  return found;
}
