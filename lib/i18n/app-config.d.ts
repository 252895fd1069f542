import type { Locale } from "@/lib/domain/locale";
import type { Messages } from "./english";

declare module "next-intl" {
  interface AppConfig {
    Messages: Messages;
    Locale: Locale;
  }
}
