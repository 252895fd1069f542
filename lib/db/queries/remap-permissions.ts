import type { Tx } from "@/lib/db/database";
import { activeAliases } from "@/lib/db/queries/relation-facts";
import { mapRawCode } from "@/lib/domain/code-mapping";
import type { Instant, Uid } from "@/lib/domain/ids";

/**
 * Maps these raw codes (trimmed) anew in the current sets of an account, after their aliases changed. Raw codes stay
 * as they came. The summaries that this changes are due from `at` on: `turnedRelations` gives them, some at a time,
 * since thousands at once would hold up everything else.
 */
export async function remapPermissions(tx: Tx, payer: Uid, rawCodes: readonly string[], at: Instant): Promise<void> {
  const aliases = await activeAliases(tx, payer);
  const concerned = new Set(rawCodes);
  const listed = await tx
    .selectFrom("permission")
    .select("raw_code")
    .distinct()
    .where("payer_uid", "=", payer)
    .execute();
  const spellings = listed.map(({ raw_code }) => raw_code).filter((raw) => concerned.has(raw.trim()));
  for (const raw of spellings) {
    const mapping = mapRawCode(raw, aliases);
    await tx
      .updateTable("permission")
      .set({ code: mapping.kind === "mapped" ? mapping.code : null })
      .where("payer_uid", "=", payer)
      .where("raw_code", "=", raw)
      .execute();
  }
  await tx
    .updateTable("relation")
    .set({ next_turn_at: at })
    .where("payer_uid", "=", payer)
    .where((e) =>
      e.or([
        // An unmapped code makes each code unknown that no alias proves, so there the proof alone changes something.
        e("unmapped", ">", 0),
        ...spellings.map((raw) =>
          e(
            "relation_id",
            "in",
            e
              .selectFrom("permission")
              .select("permission.relation_id")
              .where("permission.payer_uid", "=", payer)
              .where("permission.raw_code", "=", raw),
          ),
        ),
      ]),
    )
    .execute();
}
