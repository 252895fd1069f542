import { z } from "zod";
import { english } from "@/lib/i18n/english";

const node = z.record(z.string(), z.unknown());

/**
 * Stands in for next-intl's own, which asks the bundler for its settings: the English texts as they are written, with
 * nothing put into them. `vi.mock("next-intl/server", () => import("./testing/english-words"))`.
 */
export async function getTranslations(of: string | { readonly namespace: string }) {
  const path = typeof of === "string" ? of : of.namespace;
  const find = (from: unknown, keys: string) =>
    keys.split(".").reduce<unknown>((found, key) => node.parse(found)[key], from);
  return (key: string): string => z.string().parse(find(find(english, path), key));
}
