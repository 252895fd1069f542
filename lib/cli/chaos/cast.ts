import { flapping, lateEffect } from "@/lib/cli/chaos/fault-mix";
import type { Random } from "@/lib/cli/chaos/random";
import type { Fault, Upstream } from "@/lib/cli/chaos/upstream";
import type { RelationId } from "@/lib/domain/ids";
import { type PermissionCode, permissionCodes } from "@/lib/domain/permission-catalogue";

/** A relation and who may touch which of its codes. */
export interface Subject {
  readonly relationId: RelationId;
  /** Codes that our people change. */
  readonly ours: readonly PermissionCode[];
  /**
   * Codes that only the console changes, each once at most: then every such change has to be shown as not ours, and
   * nothing else may be.
   */
  readonly theirs: readonly PermissionCode[];
}

/** The relations of a campaign by what happens to them. All faults of the mix meet all of them. */
export interface Cast {
  /** Asked about again and again. */
  readonly general: readonly Subject[];
  /** Of another real-name entity: a change waits for the member. Asked about like `general`. */
  readonly members: readonly Subject[];
  /** Somebody else changes them between the plan and the send. Each once. */
  readonly surprised: readonly Subject[];
  /** Their one change takes effect when it has settled long ago. */
  readonly late: readonly Subject[];
  /** Reads of them show new, old, new after a change. */
  readonly flapping: readonly Subject[];
}

export interface CastSizes {
  readonly general: number;
  readonly members: number;
  readonly surprised: number;
  readonly late: number;
  readonly flapping: number;
}

export const totalOf = (sizes: CastSizes): number => Object.values(sizes).reduce((sum, size) => sum + size, 0);

/** Mints the relations, one after another, so that the same seed gives the same ids. */
export async function mintCast(upstream: Upstream, sizes: CastSizes, random: Random): Promise<Cast> {
  const mint = async (count: number, differentName = false): Promise<readonly Subject[]> => {
    const subjects: Subject[] = [];
    for (let made = 0; made < count; made += 1) {
      const codes = permissionCodes.filter(() => random.chance(0.4));
      const theirs = random.some(permissionCodes, 2);
      const relationId = await upstream.mint({ codes, differentName });
      subjects.push({ relationId, theirs, ours: permissionCodes.filter((code) => !theirs.includes(code)) });
    }
    return subjects;
  };
  return {
    general: await mint(sizes.general),
    members: await mint(sizes.members, true),
    surprised: await mint(sizes.surprised),
    late: await mint(sizes.late),
    flapping: await mint(sizes.flapping),
  };
}

/** The faults that are aimed at members of the cast; they come before those of the mix. */
export const aimedFaults = ({ late, flapping: unsteady }: Cast): readonly Fault[] => [
  ...late.map(({ relationId }, index) => lateEffect(relationId, index % 2 === 0 ? "answered" : "unanswered")),
  ...unsteady.map(({ relationId }) => flapping(relationId)),
];
