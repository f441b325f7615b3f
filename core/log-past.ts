/**
 * How a log was, second by second: what the cursor of the charts asks for. Bounded: when there is no more room, every
 * other moment goes, and from then on one is kept in twice the time.
 */
import type { LogState } from './log-state.ts'

export interface LogPast {
  /** One moment at most in so many seconds. */
  everyS: number
  /** In the order of time; where there is none for a second, nothing had changed. */
  moments: LogMoment[]
}

/** How it was at the end of that second of run time, or lane-active time where lanes take turns. */
export interface LogMoment {
  second: number
  log: LogState
}

/** Ten minutes of a log that changes every second. */
export const MOST_MOMENTS = 600

export function emptyPast(): LogPast {
  return { everyS: 1, moments: [] }
}

/** Adds one, in place. */
export function keepMoment(past: LogPast, { second, log }: LogMoment): void {
  const newest = past.moments.at(-1)
  add(past, { second: Math.max(second, newest?.second ?? second), log })
  while (past.moments.length > MOST_MOMENTS) {
    past.everyS *= 2
    const told = past.moments
    past.moments = []
    for (const moment of told) add(past, moment)
  }
}

/** The last of its stretch stays. */
function add({ everyS, moments }: LogPast, moment: LogMoment): void {
  const newest = moments.at(-1)
  const stretchOf = ({ second }: LogMoment) => Math.floor(second / everyS)
  if (newest && stretchOf(newest) === stretchOf(moment)) moments[moments.length - 1] = moment
  else moments.push(moment)
}

/** As last told. */
export function newestLog({ moments }: LogPast): LogState | undefined {
  return moments.at(-1)?.log
}

/**
 * How it was at the end of a second, or, where that was not kept, less than `everyS` before it; null before anybody had
 * looked.
 */
export function logAt({ moments }: LogPast, second: number): LogState | null {
  return moments.findLast((moment) => moment.second <= second)?.log ?? null
}
