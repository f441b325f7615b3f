/** From a folded run to the lines of a chart: one value a second, null where nothing was measured. */
import type { Histogram } from '#core/histogram.ts'
import { COMPLETE_BIN_US, type LaneBin } from '#core/lane-bins.ts'
import { isOver } from '#core/run.ts'
import type { BreakerMark, LaneView, RunView } from '#core/run-view.ts'

export type Metric = 'caller' | 'completion'
export type Percentile = 50 | 99
export type Values = (number | null)[]

const US_PER_MS = 1000
const US_PER_S = 1_000_000
/** Below this a p99 stands on too little and is greyed. */
export const ENOUGH_FOR_P99 = 1000

/** Seconds that are over, so that their counts are whole: the one that is running would look like a dip. */
export function wholeSeconds(view: RunView): number {
  const elapsed = Math.floor(view.elapsedUs / US_PER_S)
  if (!isOver(view.state)) return elapsed
  const longest = Math.max(0, ...Object.values(view.lanes).map((lane) => lane.bins.length))
  return Math.min(elapsed, longest)
}

/** ms, clamped to nothing: the chart decides what it can show. */
export function percentileValues(lane: LaneView, of: { metric: Metric; p: Percentile; seconds: number }): Values {
  return perSecond(lane, of.seconds, (bin) => {
    const us = percentileUs(bin[of.metric], of.p)
    return us === null ? null : us / US_PER_MS
  })
}

export function perSecond(lane: LaneView, seconds: number, read: (bin: LaneBin) => number | null): Values {
  return Array.from({ length: seconds }, (_, second) => {
    const bin = lane.bins[second]
    return bin === undefined ? null : read(bin)
  })
}

/** When the load ended, on the axis of time, µs; never where nothing says so. */
export function loadEndUs({ stateChanges }: RunView): number {
  return stateChanges.find(({ state }) => state.is === 'draining')?.atUs ?? Number.POSITIVE_INFINITY
}

/** Orders are done as they come or as the work goes: a second that ran out of both would look like a drop. @param toUs end of the load */
export function goodputValues(lane: LaneView, { seconds, toUs }: { seconds: number; toUs: number }): Values {
  return Array.from({ length: seconds }, (_, second) => {
    const bin = lane.bins[second]
    const isLoaded = second * US_PER_S + COMPLETE_BIN_US <= toUs
    return bin !== undefined && (isLoaded || bin.backlog > 0) ? bin.completed : null
  })
}

const known = new WeakMap<Histogram, { n: number; 50: number | null; 99: number | null }>()

/** Of one bin, remembered until the bin grows: a screen asks for every second of the run four times a second. */
function percentileUs(histogram: Histogram, p: Percentile): number | null {
  const last = known.get(histogram)
  if (last && last.n === histogram.n) return last[p]
  const now = { n: histogram.n, 50: histogram.percentile(50), 99: histogram.percentile(99) }
  known.set(histogram, now)
  return now[p]
}

/** The newest value and its second; a lane that has said nothing for `silentS` seconds has none. */
export function lastOf(values: Values, silentS = 3): { second: number; value: number } | null {
  for (let second = values.length - 1; second >= 0 && second >= values.length - silentS; second--) {
    const value = values[second]
    if (value !== null && value !== undefined) return { second, value }
  }
  return null
}

/** How many of the first seconds end before this moment: what a line's end on the screen is, where the end is cut off. */
export function secondsUpTo(toS: number, seconds: number): number {
  return Math.min(seconds, Math.ceil(toS))
}

/** Stretches in which a circuit was open or half-open. @param nowS where one that is still so ends for now */
export function circuitSpans(
  marks: readonly BreakerMark[],
  nowS: number,
): { fromS: number; toS: number; is: 'open' | 'half-open' }[] {
  return marks.flatMap(({ atUs, to }, at) => {
    const toUs = marks[at + 1]?.atUs ?? nowS * US_PER_S
    return to === 'closed' ? [] : [{ fromS: atUs / US_PER_S, toS: Math.max(atUs, toUs) / US_PER_S, is: to }]
  })
}
