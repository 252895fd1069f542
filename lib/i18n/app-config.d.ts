import type { Messages } from "./english";
import type { Locale } from "./locale";

declare module "next-intl" {
  interface AppConfig {
    Messages: Messages;
    Locale: Locale;
  }
}
