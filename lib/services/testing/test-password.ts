/** The password of people who are made for tests without their page, and its hash: to make one takes a while. */
export const testPassword = "a password of tests";
export const testPasswordHash =
  "$argon2id$v=19$m=19456,t=2,p=1$yqYXpyNICQYdba3ZS+gXVg$dHUcqPANUciwgCYrGfcx2wJHPrr2alNhWnzOuANOxXM";
