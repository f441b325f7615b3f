/** Time passes, unless nobody waits any more. */
import type { Timers } from '#core/timers.ts'

/** @returns false where `signal` was aborted first */
export function pause(timers: Timers, us: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false)
  return new Promise((resolve) => {
    const left = () => {
      cancel()
      resolve(false)
    }
    const cancel = timers.at(timers.nowUs() + us, () => {
      signal.removeEventListener('abort', left)
      resolve(true)
    })
    signal.addEventListener('abort', left, { once: true })
  })
}
