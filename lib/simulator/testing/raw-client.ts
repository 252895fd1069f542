import { randomUUID } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import { percentEncode } from "@/lib/simulator/wire/encoding";
import { acs3Signature, acs3StringToSign, sha256 } from "@/lib/simulator/wire/signature-acs3";

export type RawCall = {
  readonly action?: string;
  readonly version?: string;
  readonly method?: string;
  readonly path?: string;
  readonly params?: { readonly [name: string]: string };
  readonly accessKeyId?: string;
  readonly secret?: string;
  /** Set over the signed ones, after signing. */
  readonly tampered?: { readonly [name: string]: string };
  readonly date?: string;
  readonly nonce?: string;
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** Called when the first part of the body has arrived. */
  readonly onFirstBytes?: (text: string) => void;
};

export type RawAnswer = {
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders;
  /** What arrived, whole or not. */
  readonly text: string;
  /** `code` of the socket's error, where the connection broke. */
  readonly broke: string | null;
};

/** One signed call over a connection of its own, showing exactly what arrived. Never rejects. */
export function rawCall(port: number, call: RawCall): Promise<RawAnswer> {
  const { method = "POST", path = "/", params = {}, accessKeyId = "demo-payer", secret = "demo-secret" } = call;
  const query = Object.entries(params).map(([name, value]) => `${name}=${percentEncode(value)}`);
  const headers: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    "x-acs-action": call.action ?? "QueryPermissionList",
    "x-acs-version": call.version ?? "2017-12-14",
    "x-acs-date": call.date ?? `${new Date().toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": call.nonce ?? randomUUID(),
    "x-acs-content-sha256": sha256(""),
    ...(call.token ? { "x-acs-security-token": call.token } : {}),
  };
  const signed = Object.keys(headers).sort();
  const pairs = Object.entries(params);
  const toSign = { method, path, headers, query: pairs, form: [], body: Buffer.alloc(0) };
  const signature = acs3Signature(secret, acs3StringToSign(toSign, signed));
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${signed.join(";")},Signature=${signature}`;
  const target = query.length > 0 ? `${path}?${query.join("&")}` : path;
  return send(port, method, target, { ...headers, ...call.tampered }, call);
}

/** An HTTP request as given, unsigned. */
export function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  options: {
    readonly body?: string;
    readonly signal?: AbortSignal;
    readonly onFirstBytes?: (text: string) => void;
  } = {},
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const { signal } = options;
    const outgoing = request({
      host: "127.0.0.1",
      port,
      method,
      path,
      headers,
      agent: false,
      ...(signal ? { signal } : {}),
    });
    const seen = { status: null as number | null, headers: {} as IncomingHttpHeaders, text: "" };
    const end = (broke: string | null) => resolve({ ...seen, broke });
    outgoing.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    outgoing.on("response", (incoming) => {
      seen.status = incoming.statusCode ?? null;
      seen.headers = incoming.headers;
      incoming.setEncoding("utf8");
      incoming.on("data", (text: string) => {
        if (seen.text === "") options.onFirstBytes?.(text);
        seen.text += text;
      });
      incoming.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
      incoming.on("end", () => end(null));
    });
    outgoing.end(options.body);
  });
}
