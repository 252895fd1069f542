import { beforeEach } from "vitest";
import { testEngine } from "@/lib/db/testing/fresh-database";

declare module "vitest" {
  interface TaskMeta {
    engine?: typeof testEngine;
  }
}

// In the report of the run: a step of which nothing ran on one engine has failed.
beforeEach(({ task }) => {
  task.meta.engine = testEngine;
});
