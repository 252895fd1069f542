import type { PermissionCode } from "@/lib/simulator/permission-codes";
import { UNMAPPED_CODE } from "@/lib/simulator/permission-codes";
import type { Names } from "@/lib/simulator/population/names";
import type { Permission, Relation } from "@/lib/simulator/relation";

/** What sets a member of the cast apart; the rest is generated as for everybody. */
type Role = Names &
  Partial<Pick<Relation, "state" | "type" | "differentName" | "pending">> & {
    readonly codes: readonly PermissionCode[];
    readonly rows?: readonly Permission[];
    readonly counterpart?: "MASTER";
  };

/** Fixed times, so that a population does not depend on the day on which it is made. */
const ended = (code: PermissionCode): Permission => ({
  code,
  startTime: "2023-03-02T15:12Z",
  endTime: "2024-03-05T15:12Z",
});
const future = (code: PermissionCode): Permission => ({ code, startTime: "2099-01-01T00:00Z", endTime: "" });
const unmapped: Permission = { code: UNMAPPED_CODE, startTime: "2024-05-01T08:30Z", endTime: "" };

/**
 * The first twelve relations: everything that a reader must cope with occurs in the smallest population.
 * Their order is the index; `ids.ts` gives 1 and 10 UIDs above 2^53, and 6 and 11 relation ids above 2^53.
 */
export const CAST: readonly Role[] = [
  {
    name: "华东云帆物流有限公司",
    nickname: "云帆物流-生产",
    codes: ["SYNCHRONIZE_FINANCE_IDENTITY", "CHECK_TARGET_CONSUMPTION"],
  },
  {
    name: "Pacific Bluebridge Retail Co., Ltd.",
    nickname: "Bluebridge stores",
    codes: ["SYNCHRONIZE_FINANCE_IDENTITY", "MANAGE_TARGET_INVOICE"],
    rows: [ended("FORBID_MANAGE_INVOICE"), future("FORBID_WITHDRAW_CASH")],
  },
  {
    name: "星河（上海）能源有限公司",
    nickname: "星河能源托管",
    type: "FinancialTrusteeship",
    codes: ["SYNCHRONIZE_FINANCE_IDENTITY", "CHECK_FINANCE_INFO", "CHECK_TARGET_CONSUMPTION"],
  },
  {
    name: "Daybreak Media (Hong Kong) Limited",
    nickname: "Daybreak media",
    state: "CHANGE_CONFIRMING",
    differentName: true,
    codes: ["CHECK_FINANCE_INFO"],
    pending: [{ verb: "ADD", codes: ["FORBID_MANAGE_INVOICE"] }],
  },
  {
    name: "嘉木文化传播有限公司",
    nickname: "嘉木文化",
    state: "CONFIRMING",
    differentName: true,
    codes: ["CHECK_TARGET_CONSUMPTION"],
  },
  { name: "Summit Topway Electronics Co., Ltd.", nickname: "Topway new", state: "INITIAL", codes: [] },
  { name: "青禾农业科技有限公司", nickname: "青禾农业", state: "REJECTED", differentName: true, codes: [] },
  {
    name: "Harbour Goldfield Foods Co., Ltd.",
    nickname: "Goldfield (sold 2024)",
    state: "CONNECTION_CANCELED",
    codes: ["SYNCHRONIZE_FINANCE_IDENTITY", "FORBID_WITHDRAW_CASH"],
  },
  {
    name: "万象汽车销售有限公司",
    nickname: "万象汽车",
    state: "CONNECTION_MASTER_CANCEL",
    differentName: true,
    codes: [],
  },
  {
    name: "云栖控股集团有限公司",
    nickname: "集团总部",
    counterpart: "MASTER",
    codes: ["SYNCHRONIZE_FINANCE_IDENTITY"],
  },
  {
    name: "Delta Evermore Healthcare Co., Ltd.",
    nickname: "Evermore clinics",
    codes: ["SYNCHRONIZE_FINANCE_IDENTITY"],
    rows: [unmapped],
  },
  {
    name: "蓝桥（海西）教育有限公司",
    nickname: "蓝桥教育-测试",
    differentName: true,
    codes: ["FORBID_WITHDRAW_CASH", "CHECK_FINANCE_INFO"],
  },
];
