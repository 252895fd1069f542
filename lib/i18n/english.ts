import approvals from "./messages/en/approvals.json";
import attention from "./messages/en/attention.json";
import audit from "./messages/en/audit.json";
import auth from "./messages/en/auth.json";
import changes from "./messages/en/changes.json";
import common from "./messages/en/common.json";
import desk from "./messages/en/desk.json";
import exportFile from "./messages/en/export-file.json";
import exportButton from "./messages/en/exports.json";
import imports from "./messages/en/imports.json";
import matrix from "./messages/en/matrix.json";
import members from "./messages/en/members.json";
import notices from "./messages/en/notices.json";
import operations from "./messages/en/operations.json";
import ownAccount from "./messages/en/own-account.json";
import palette from "./messages/en/palette.json";
import people from "./messages/en/people.json";
import receiptFile from "./messages/en/receipt-file.json";
import relation from "./messages/en/relation.json";
import settings from "./messages/en/settings.json";
import shell from "./messages/en/shell.json";
import sweeps from "./messages/en/sweeps.json";
import upstream from "./messages/en/upstream.json";
import words from "./messages/en/words.json";

/** Every message by namespace. Its shape is the contract: the other languages are checked against it. */
export const english = {
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

export type Messages = typeof english;
