/** Alive: the process answers. */
export const dynamic = "force-dynamic";

export const GET = (): Response => Response.json({ status: "alive" }, { headers: { "cache-control": "no-store" } });
