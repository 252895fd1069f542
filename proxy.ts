import { type NextRequest, NextResponse } from "next/server";
import { correlationHeader, nonceHeader, pathHeader } from "@/lib/http/request-headers";
import { contentSecurityPolicy, securityHeaders } from "@/lib/http/security-headers";

/** Gives each request its nonce, policy and correlation id. It decides nothing about who may do what. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const correlationId = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set(correlationHeader, correlationId);
  headers.set(pathHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next takes the nonce of its own scripts from the policy on the request.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set(correlationHeader, correlationId);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  return response;
}

// No `missing: next-router-prefetch` clause: whoever sends that header would get a page without the policy. What is left
// out is a folder and a file, not all that begins like them.
export const config = { matcher: [{ source: "/((?!_next/static/|favicon\\.ico$).*)" }] };
