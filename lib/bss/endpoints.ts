/** Where an API lives: `host` is a name or address with an optional port, never a scheme or a path. */
export interface Endpoint {
  readonly protocol: "http" | "https";
  readonly host: string;
}
