const AGAIN_AFTER_MS = 1000

/**
 * What `load` loads, asked for every second until it comes, as where the line is down; null once `left` is aborted.
 * @param onMiss it did not come, and will be asked for again
 */
export async function untilLoaded<T>(load: () => Promise<T>, left: AbortSignal, onMiss = () => {}): Promise<T | null> {
  while (!left.aborted) {
    try {
      const loaded = await load()
      if (!left.aborted) return loaded
    } catch {
      if (!left.aborted) onMiss()
      await new Promise((done) => setTimeout(done, AGAIN_AFTER_MS))
    }
  }
  return null
}
