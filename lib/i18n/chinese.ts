import type { Messages } from "./english";
import audit from "./messages/zh-CN/audit.json";
import auth from "./messages/zh-CN/auth.json";
import common from "./messages/zh-CN/common.json";
import settings from "./messages/zh-CN/settings.json";
import shell from "./messages/zh-CN/shell.json";
import words from "./messages/zh-CN/words.json";

/** 简体中文. */
export const chinese: Messages = { audit, auth, common, settings, shell, words };
