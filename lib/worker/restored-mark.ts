import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const shape = z.object({
  instance: z.string(),
  mark: z.string(),
  /** The log's newest row when this was written, and its hash. */
  seq: z.number().int().nonnegative(),
  hash: z.string(),
});

/**
 * What a process remembers of its database, in a file of its own folder beside it: which one it is, and how far its log
 * had come. A database that lacks that is an older one.
 */
export type MarkFile = z.infer<typeof shape>;

const pathIn = (folder: string) => join(folder, "instance.mark");

/** Null: there is none, or none that can be read; both say that nothing is known. */
export async function readMarkFile(folder: string): Promise<MarkFile | null> {
  try {
    return shape.parse(JSON.parse(await readFile(pathIn(folder), "utf8")));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === null || code === "ENOENT") return null;
    throw error;
  }
}

/** Writes it as a whole, for this user alone, and has it on disk when this returns. */
export async function writeMarkFile(folder: string, mark: MarkFile): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = pathIn(folder);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(mark)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
