import audit from "./messages/en/audit.json";
import auth from "./messages/en/auth.json";
import common from "./messages/en/common.json";
import settings from "./messages/en/settings.json";
import shell from "./messages/en/shell.json";
import words from "./messages/en/words.json";

/** Every message by namespace. Its shape is the contract: the other languages are checked against it. */
export const english = { audit, auth, common, settings, shell, words };

export type Messages = typeof english;
