/**
 * Work that keeps its thread busy: one order after the other, each to its end, and nothing else of the thread runs
 * meanwhile, no timer and no socket. Between two orders the thread looks around once, as any event loop does.
 */
import type { Cancel, Timers } from '#core/timers.ts'

const US_PER_MS = 1000
/** Longer work is done in slices of this, so that the thread can still be told to stop. */
const LONGEST_SLICE_US = 1_000_000

interface Burning {
  leftUs: number
  done: () => void
}

export type Burn = (ms: number, done: () => void) => Cancel

/** @param spin keeps the thread busy until then, run-relative µs */
export function createBurn(timers: Timers, spin = (untilUs: number) => spinUntil(timers, untilUs)): Burn {
  const queue: Burning[] = []
  let cancelNext: Cancel | null = null

  const arm = () => {
    if (cancelNext || queue.length === 0) return
    cancelNext = timers.at(timers.nowUs(), () => {
      cancelNext = null
      const [first] = queue
      if (first) slice(first)
      arm()
    })
  }

  const slice = (first: Burning) => {
    const sliceUs = Math.min(first.leftUs, LONGEST_SLICE_US)
    spin(timers.nowUs() + sliceUs)
    first.leftUs -= sliceUs
    if (first.leftUs > 0) return
    queue.shift()
    first.done()
  }

  return (ms, done) => {
    const burning = { leftUs: ms * US_PER_MS, done }
    queue.push(burning)
    arm()
    return () => {
      const index = queue.indexOf(burning)
      if (index >= 0) queue.splice(index, 1)
      if (queue.length > 0) return
      cancelNext?.()
      cancelNext = null
    }
  }
}

function spinUntil(timers: Timers, untilUs: number): void {
  while (timers.nowUs() < untilUs);
}
