import { createServer } from "node:net";
import { Refusal } from "./refusal.mjs";

/**
 * A port from the environment. Refuses what is not one, by the setting's name.
 *
 * @param {string} setting
 * @param {number} standard
 * @param {Record<string, string | undefined>} [env]
 */
export function readPort(setting, standard, env = process.env) {
  const text = env[setting]?.trim();
  if (!text) return standard;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Refusal(`${setting}: a port from 1 to 65535 is wanted`);
}

/**
 * @param {number} port
 * @param {string | undefined} host undefined: every address, as a server without a host listens
 * @returns {Promise<NodeJS.ErrnoException | null>} why one cannot listen there
 */
const tryPort = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });

/** @param {number} port */
export const isFree = async (port) => !(await tryPort(port, undefined)) && !(await tryPort(port, "127.0.0.1"));

/**
 * Refuses a port that somebody listens on already, or that this user may not take, naming it and its setting.
 *
 * @param {number} port
 * @param {string} setting
 */
export async function requireFree(port, setting) {
  const problem = (await tryPort(port, undefined)) ?? (await tryPort(port, "127.0.0.1"));
  if (!problem) return;
  const why = problem.code === "EADDRINUSE" ? "is in use" : `cannot be used (${problem.code})`;
  throw new Refusal(`Port ${port} ${why}. Stop what listens there, or choose another: ${setting}=… (now ${port}).`);
}
