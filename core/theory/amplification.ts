/**
 * How retries multiply. A layer tries each of its calls up to `attempts` times and stops at the first that works, so a
 * call that fails with chance p, each time anew, is sent 1 + p + p² + … + p^(a−1) times on average. Layers multiply: with k
 * of them, and nothing that works at the bottom, every order arrives there a^k times.
 */

/** Sends per call of one layer. @param failing chance of an attempt to fail, 0–1 */
function sendsPerCall(attempts: number, failing: number): number {
  return failing === 1 ? attempts : (1 - failing ** attempts) / (1 - failing)
}

/**
 * Sends at the bottom for each order at the top.
 * @param attempts of each layer, the bottom first
 * @param failing of a single send at the bottom
 */
export function sendsAtBottom(attempts: readonly number[], failing: number): number {
  let sends = 1
  let fails = failing
  for (const most of attempts) {
    sends *= sendsPerCall(most, fails)
    // What the layer above sees fail: every attempt of this one did.
    fails **= most
  }
  return sends
}
