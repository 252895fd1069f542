import type { Body, Call } from "@/lib/simulator/operations/operation";

/** What the four writes on relations answer: Code "200" and the IP address of the request (their pages). */
export function writeBody({ args, requestId, world }: Call, data: Body = {}): Body {
  return {
    Code: "200",
    Message: "Successful!",
    RequestId: world.switches.requestIdEcho ? args.text("RequestId") : requestId,
    Success: true,
    // Everybody here is on loopback.
    Data: { HostId: "127.0.0.1", ...data },
  };
}
