/**
 * `npm run verify`: recomputes the audit log's chain. Ends with 1 and names the first row that does not hold.
 * `npm run verify -- --certificate FILE`: recomputes the digests of an exported population certificate, and needs no database.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { checkCertificate } from "@/lib/domain/certificate";
import { verifyChain } from "@/lib/services/audit/verify-chain";
import { parseCertificateFile } from "@/lib/services/sweeps/certificate-file";

const problems = {
  missing: "is missing",
  changed: "is not as it was written",
  unlinked: "does not follow the row before it",
  head: "is not what the head of the chain says",
} as const;

const wrongParts = { certificate: "its head is", pages: "its pages are", relations: "its relations are" } as const;

async function verifyCertificate(path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) throw new CommandError(`${path} cannot be read.`);
  const file = parseCertificateFile(text);
  if (!file) throw new CommandError(`${path} is not a population certificate of this format.`);
  const check = checkCertificate(file);
  if (!check.ok) throw new CommandError(`The certificate does not hold: ${wrongParts[check.wrong]} not as issued.`);
  const details = check.relations === null ? "without its relations" : `${check.relations} relations`;
  console.log(`The certificate holds: ${details}, ${file.certificate.verdict}, digest ${check.digest}`);
}

await runCommand(async () => {
  const { certificate } = parseArgs({ options: { certificate: { type: "string" } } }).values;
  if (certificate !== undefined) return verifyCertificate(certificate);
  return withDatabase(async ({ database }) => {
    const verdict = await verifyChain(database);
    if (!verdict.ok) throw new CommandError(`The chain is broken: row ${verdict.seq} ${problems[verdict.problem]}.`);
    console.log(`The chain holds: ${verdict.rows} rows, head ${verdict.head}`);
  });
});
