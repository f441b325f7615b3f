import type { Timers } from '#core/timers.ts'

const US_PER_MS = 1000

/** The browser's clock. A timer that fires early, as some browsers round, waits for the rest. */
export const browserTimers: Timers = {
  nowUs: () => performance.now() * US_PER_MS,
  at(tUs, callback) {
    let timer = 0
    const wait = () => {
      timer = window.setTimeout(
        () => (browserTimers.nowUs() < tUs ? wait() : callback()),
        (tUs - browserTimers.nowUs()) / US_PER_MS,
      )
    }
    wait()
    return () => window.clearTimeout(timer)
  },
}

/** The reader asked for less motion. */
export function isCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
