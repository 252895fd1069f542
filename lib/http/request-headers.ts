/** Set by the proxy on the request; the page reads them. A value that a client sends is overwritten. */
export const nonceHeader = "x-nonce";

/** The id that runs from the page through the log to the audit row. Set by the proxy on request and answer. */
export const correlationHeader = "x-correlation-id";

/** Path and query of the request, for coming back after signing in. Set by the proxy. */
export const pathHeader = "x-linkbook-path";
