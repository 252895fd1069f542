import type { Messages } from "./english";
import approvals from "./messages/zh-CN/approvals.json";
import attention from "./messages/zh-CN/attention.json";
import audit from "./messages/zh-CN/audit.json";
import auth from "./messages/zh-CN/auth.json";
import changes from "./messages/zh-CN/changes.json";
import common from "./messages/zh-CN/common.json";
import desk from "./messages/zh-CN/desk.json";
import exportFile from "./messages/zh-CN/export-file.json";
import exportButton from "./messages/zh-CN/exports.json";
import imports from "./messages/zh-CN/imports.json";
import matrix from "./messages/zh-CN/matrix.json";
import members from "./messages/zh-CN/members.json";
import notices from "./messages/zh-CN/notices.json";
import operations from "./messages/zh-CN/operations.json";
import ownAccount from "./messages/zh-CN/own-account.json";
import palette from "./messages/zh-CN/palette.json";
import people from "./messages/zh-CN/people.json";
import receiptFile from "./messages/zh-CN/receipt-file.json";
import relation from "./messages/zh-CN/relation.json";
import settings from "./messages/zh-CN/settings.json";
import shell from "./messages/zh-CN/shell.json";
import sweeps from "./messages/zh-CN/sweeps.json";
import upstream from "./messages/zh-CN/upstream.json";
import words from "./messages/zh-CN/words.json";

/** 简体中文. */
export const chinese: Messages = {
  approvals,
  attention,
  audit,
  auth,
  changes,
  common,
  desk,
  exportFile,
  exports: exportButton,
  imports,
  matrix,
  members,
  notices,
  operations,
  palette,
  people,
  ownAccount,
  receiptFile,
  relation,
  settings,
  shell,
  sweeps,
  upstream,
  words,
};
