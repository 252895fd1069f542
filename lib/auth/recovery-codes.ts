import { createHmac, randomInt } from "node:crypto";

const howMany = 10;
/** Crockford's base 32: nothing that is misread for something else. Ten of them are 50 bits. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** New recovery codes, as they are shown: `7K2QD-XW9M4`. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: howMany }, () =>
    Array.from({ length: 10 }, (_, at) => `${at === 5 ? "-" : ""}${letters[randomInt(letters.length)]}`).join(""),
  );

/** How a recovery code of a person is kept: keyed, since fifty bits alone could be searched through. */
export const recoveryDigest = (secret: string, personId: string, code: string): string =>
  createHmac("sha256", secret)
    .update(
      `recovery code:${personId}:${code
        .toUpperCase()
        .replace(/[^0-9A-Z]/g, "")
        .replace(/[IL]/g, "1")
        .replaceAll("O", "0")}`,
    )
    .digest("base64url");
