import type { Account } from "@/lib/simulator/accounts";
import { below } from "@/lib/simulator/random";

type Unlinked = Pick<Account, "name" | "differentName"> & Partial<Pick<Account, "linkedElsewhere">> & { big?: true };

/** Accounts that could be linked: of the payer's own entity and of another one, one above 2^53, one that is taken. */
const UNLINKED: readonly Unlinked[] = [
  { name: "云栖控股信息技术中心", differentName: false },
  { name: "Lakeside Maple Logistics Co., Ltd.", differentName: true },
  { name: "Yunqi Holding Data Platform", differentName: false },
  { name: "晨曦医疗器械有限公司", differentName: true },
  { name: "Yunqi Holding Overseas", differentName: false, big: true },
  { name: "Central Evermore Foods Co., Ltd.", differentName: true, linkedElsewhere: true },
];

/** Outside of every range of member UIDs (`ids.ts`). */
const FIRST = 2_300_000_000_000_000;
const STRIDE = 6_000_000_000;
const FIRST_BIG = 8_200_000_000_000_000_001n;

/** The accounts that exist beside the relations, the same for the same seed. */
export function unlinkedAccounts(seed: number): Account[] {
  return UNLINKED.map(({ name, differentName, linkedElsewhere = false, big }, index) => {
    const offset = below(STRIDE, seed, index, 401);
    const uid = big ? (FIRST_BIG + 2n * BigInt(offset)).toString() : String(FIRST + STRIDE * index + offset);
    return { uid, name, differentName, linkedElsewhere, origin: "population", emailDigest: "" };
  });
}
