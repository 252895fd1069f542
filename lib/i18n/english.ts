import audit from "./messages/en/audit.json";
import auth from "./messages/en/auth.json";
import changes from "./messages/en/changes.json";
import common from "./messages/en/common.json";
import desk from "./messages/en/desk.json";
import members from "./messages/en/members.json";
import relation from "./messages/en/relation.json";
import settings from "./messages/en/settings.json";
import shell from "./messages/en/shell.json";
import words from "./messages/en/words.json";

/** Every message by namespace. Its shape is the contract: the other languages are checked against it. */
export const english = { audit, auth, changes, common, desk, members, relation, settings, shell, words };

export type Messages = typeof english;
