/** @param {number} milliseconds */
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Says what begins, that it is still going on (every 15 s), and how long it took.
 *
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const began = Date.now();
  console.log(`▸ ${what}`);
  const heartbeat = setInterval(() => console.log(`  … ${what}: ${Math.round((Date.now() - began) / 1000)} s`), 15_000);
  try {
    const result = await work();
    console.log(`  ${what}: done in ${seconds(Date.now() - began)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
