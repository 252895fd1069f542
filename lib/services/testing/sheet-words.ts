import type { SheetWords } from "@/lib/domain/views/import";
import { exportWords } from "@/lib/services/testing/export-words";

/** The words of the tests' own export files, and a language with labels of its own. */
export const sheetWords: readonly SheetWords[] = [
  {
    uid: exportWords.column.uid,
    code: "Permission",
    wanted: "Wanted",
    mark: exportWords.column.mark,
    end: exportWords.line.end,
    permission: exportWords.permission,
    fact: {
      owner: exportWords.column.owner,
      costCentre: exportWords.column.costCentre,
      tags: exportWords.column.tags,
      note: exportWords.column.note,
    },
    status: exportWords.status,
  },
  {
    uid: "UID",
    code: "权限",
    wanted: "期望",
    mark: "导出时原值（请保留）",
    end: "列表结束",
    permission: {
      SYNCHRONIZE_FINANCE_IDENTITY: "共享信控身份",
      SYNCHRONIZE_FINANCE_DISCOUNT_POLICY_TO_TARGET: "共享优惠",
      CHECK_FINANCE_INFO: "查看财务关联信息",
      CHECK_TARGET_CONSUMPTION: "查看成员的消费信息",
      MANAGE_TARGET_INVOICE: "管理成员的发票",
      FORBID_WITHDRAW_CASH: "禁止余额提现",
      FORBID_MANAGE_INVOICE: "禁止管理发票",
    },
    fact: { owner: "负责人", costCentre: "成本中心", tags: "标签", note: "备注" },
    status: { on: "开", off: "关", unknown: "未知" },
  },
];
