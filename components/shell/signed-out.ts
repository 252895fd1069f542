/**
 * Where to go after signing out: next-auth's own address, because it gives this browser the token that the next
 * sign-in needs, and comes back to the sign-in page, which then says that one is signed out.
 */
export const signedOutAddress = `/api/auth/signin?${new URLSearchParams({ callbackUrl: "/?signedOut=1" })}`;

/** Whether the sign-in page was reached that way. */
export const isSignedOut = (callbackUrl: string | null): boolean => callbackUrl?.endsWith("/?signedOut=1") ?? false;
