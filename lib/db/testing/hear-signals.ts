/** Another process on a database: prints each `wake` and `changed` that reaches it, and raises what it is told to. */
import { createInterface } from "node:readline";
import { openDatabase } from "@/lib/db/database";
import { onSignal, raise, waitForSignal } from "@/lib/db/signal";

const database = openDatabase(process.argv[2] ?? "");
database.relaySignals();
// What is raised as the connection begins to listen.
await waitForSignal("changed", 20_000);
onSignal("wake", () => console.log("wake"));
console.log("listening");
for await (const line of createInterface(process.stdin)) if (line === "changed") raise("changed");
await database.close();
