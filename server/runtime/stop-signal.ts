/** Being told to stop: by Ctrl-C, by a supervisor, or by the death of the script that started us. */

/**
 * One Ctrl-C may arrive several times: from the terminal, from npm and from the start script. What follows this much
 * later is a second one.
 */
const SAME_REQUEST_MS = 1000

/** Calls `first` once, and `again` for whoever asks a second time because it takes too long. */
export function onStopSignal(first: () => void, again: () => void): void {
  let firstMs: number | null = null
  const act = () => {
    if (firstMs === null) {
      firstMs = performance.now()
      first()
    } else if (performance.now() - firstMs > SAME_REQUEST_MS) again()
  }
  process.on('SIGINT', act)
  process.on('SIGTERM', act)
  // The channel of the start script: its end tells, and it must not keep us alive.
  process.once('disconnect', act)
  process.channel?.unref()
}
