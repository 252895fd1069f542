import { sessionFor as openSessionFor } from "@/lib/auth/testing/session-for";

/** The cookie of a new session of a person, for tests of the app, to which `lib/auth` is closed. */
export const sessionFor = (...given: Parameters<typeof openSessionFor>): ReturnType<typeof openSessionFor> =>
  openSessionFor(...given);
