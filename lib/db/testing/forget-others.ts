import { vi } from "vitest";

// Test files of a project share processes; what the product keeps in one would be the last file's, so each begins without.
vi.unstubAllEnvs();
for (const name of Object.keys(globalThis)) if (name.startsWith("linkbook")) Reflect.deleteProperty(globalThis, name);
