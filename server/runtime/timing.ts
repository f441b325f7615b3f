/** Real time for every thread of a run: one origin, the process-wide monotonic clock, timers that are never early. */
import type { Cancel, Timers } from '#core/timers.ts'

const NS_PER_US = 1000
const US_PER_MS = 1000
/** From here on a timer spins the event loop instead of trusting `setTimeout`, whose grain is 1 ms. */
const SPIN_US = 1000

/** `process.hrtime` is the same for all threads, so an origin taken in one holds in all. */
export function originNow(): bigint {
  return process.hrtime.bigint()
}

export function timersFrom(originNs: bigint): Timers {
  const nowUs = () => Number(process.hrtime.bigint() - originNs) / NS_PER_US
  return { nowUs, at: (tUs, callback) => startTimer(nowUs, tUs, callback) }
}

function startTimer(nowUs: () => number, tUs: number, callback: () => void): Cancel {
  let timeout: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined
  // Never from within `at`: the caller has not got the means to cancel yet.
  const wait = () => {
    const leftUs = tUs - nowUs()
    if (leftUs > SPIN_US + US_PER_MS) timeout = setTimeout(check, Math.floor((leftUs - SPIN_US) / US_PER_MS))
    else immediate = setImmediate(check)
  }
  const check = () => {
    if (nowUs() >= tUs) callback()
    else wait()
  }
  wait()
  return () => {
    clearTimeout(timeout)
    clearImmediate(immediate)
  }
}
