import { handler } from "@/lib/auth/next-auth-route";

export const GET = handler;
export const POST = handler;
