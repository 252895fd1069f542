import { hkdfSync } from "node:crypto";
import { SettingError, setting } from "@/lib/env";

/**
 * A key of this desk for one purpose, 32 bytes. Every process of one desk has the same NEXTAUTH_SECRET, so each can read
 * what another has sealed; with another secret nothing from before can be read any more.
 */
export function deskKey(purpose: string): Buffer {
  const secret = setting("NEXTAUTH_SECRET");
  if (!secret) throw new SettingError([{ setting: "NEXTAUTH_SECRET", problem: "it is missing" }]);
  return Buffer.from(hkdfSync("sha256", secret, "", `linkbook ${purpose}`, 32));
}
