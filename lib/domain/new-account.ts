import type { NewAccount } from "@/lib/domain/views/account-operation";

/** CreateAgAccount, "LastName": 64 characters at most, counted the stricter way: a rare character counts twice. The others have no documented limit; this bounds what is kept. */
const longestLastName = 64;
const longestField = 128;
const longestEmail = 254;

const address = /^[^\s@,;:<>()"[\]\\]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what no name may hold is what is looked for.
const control = /[\u0000-\u001f\u007f]/;

/** What no eye can tell from nothing: a zero-width space, a soft hyphen. */
const invisible = /\p{C}/u;

/** An address in the one spelling by which two are taken for the same: whatever its case or its Unicode form. */
export const canonicalEmail = (email: string): string => email.normalize("NFKC").toLowerCase();

/** What a person typed, without the blanks around it; nothing typed is nothing sent. */
export const tidied = (account: NewAccount): NewAccount => ({
  loginEmail: account.loginEmail.trim(),
  accountAttr: orNull(account.accountAttr),
  enterpriseName: orNull(account.enterpriseName),
  firstName: orNull(account.firstName),
  lastName: orNull(account.lastName),
  nationCode: orNull(account.nationCode),
  provinceName: orNull(account.provinceName),
  cityName: orNull(account.cityName),
  postcode: orNull(account.postcode),
});

const orNull = (text: string | null): string | null => (text === null || text.trim() === "" ? null : text.trim());

/**
 * The fields of a tidied account that the API would not take, by name. Documented: LoginEmail is required, LastName has
 * 64 characters at most, and AccountAttr `1` needs EnterpriseName. Other values of AccountAttr go out as typed.
 */
export function wrongFields(account: NewAccount): readonly (keyof NewAccount)[] {
  const { loginEmail, ...others } = account;
  const wrong = new Set<keyof NewAccount>();
  if (loginEmail.length > longestEmail || !address.test(loginEmail) || invisible.test(loginEmail))
    wrong.add("loginEmail");
  for (const name of Object.keys(others) as (keyof typeof others)[]) {
    const text = others[name];
    const longest = name === "lastName" ? longestLastName : longestField;
    if (text !== null && (text.length > longest || control.test(text))) wrong.add(name);
  }
  if (account.accountAttr === "1" && account.enterpriseName === null) wrong.add("enterpriseName");
  return [...wrong];
}

/** A text that is stored in the clear, with the address masked wherever a person has written it. */
export const withMaskedEmail = (text: string, email: string): string =>
  text.replace(new RegExp(email.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "gi"), () => maskedEmail(email));

/** An address that tells its owner which one it is, and nobody else: `o***@e***.example`. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const [name, domain] = [email.slice(0, at), email.slice(at + 1)];
  const dot = domain.lastIndexOf(".");
  return `${[...name][0] ?? ""}***@${[...domain][0] ?? ""}***${dot > 0 ? domain.slice(dot) : ""}`;
}
