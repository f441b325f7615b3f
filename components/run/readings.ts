/** What a lane's row shows: of the newest seconds, of one second under the cursor, and of the time before a fault. */
import { Histogram } from '#core/histogram.ts'
import { recent } from '#core/lane-bins.ts'
import type { LaneView, RunView } from '#core/run-view.ts'

const RECENT_S = 15
const US_PER_S = 1_000_000

export interface Reading {
  p50Us: number | null
  p99Us: number | null
  /** Samples behind the p99. */
  n: number
  perS: number | null
}

export interface LaneReading {
  caller: Reading
  done: Reading
}

/** p50 and rates of the last 15 s; p99 of the run so far, because fifteen seconds are too few for one. */
export function liveReading(lane: LaneView): LaneReading {
  const newest = recent(lane, RECENT_S)
  const measured = newest.seconds > 0
  return {
    caller: {
      p50Us: newest.caller.percentile(50),
      p99Us: lane.hist.caller.percentile(99),
      n: lane.hist.caller.n,
      perS: measured ? newest.okRps : null,
    },
    done: {
      p50Us: newest.completion.percentile(50),
      p99Us: lane.hist.completion.percentile(99),
      n: lane.hist.completion.n,
      perS: measured ? newest.completedRps : null,
    },
  }
}

/** Replies that said yes, and orders done, over the time of the load: what a finished run's rates are. */
export function loadRates(lane: LaneView): { okRps: number; completedRps: number } | null {
  const loadS = lane.loadUs / US_PER_S
  if (loadS <= 0) return null
  return { okRps: lane.outcomes.ok / loadS, completedRps: lane.completedInLoad / loadS }
}

/** All of a run that is over: its newest seconds are those of the drain, and would pass for a falling rate. */
export function wholeReading(lane: LaneView): LaneReading {
  const rates = loadRates(lane)
  const of = (histogram: Histogram, perS: number | null): Reading => ({
    p50Us: histogram.percentile(50),
    p99Us: histogram.percentile(99),
    n: histogram.n,
    perS,
  })
  return {
    caller: of(lane.hist.caller, rates?.okRps ?? null),
    done: of(lane.hist.completion, rates?.completedRps ?? null),
  }
}

/** One second of the run, as the cursor asks for it. */
export function readingAt(lane: LaneView, second: number): LaneReading {
  const bin = lane.bins[second]
  const of = (histogram: Histogram | undefined, count: number | undefined): Reading => ({
    p50Us: histogram?.percentile(50) ?? null,
    p99Us: histogram?.percentile(99) ?? null,
    n: histogram?.n ?? 0,
    perS: count ?? null,
  })
  return { caller: of(bin?.caller, bin?.ok), done: of(bin?.completion, bin?.completed) }
}

export interface Baseline {
  callerP50Us: number | null
  doneP50Us: number | null
}

/** The 15 s before the earliest fault that is on now; null where none is, or none was measured before it. */
export function beforeFaults(view: RunView, laneId: string): Baseline | null {
  const lane = view.lanes[laneId]
  const on = view.faults.filter((window) => window.clearedUs === null)
  if (!lane || on.length === 0) return null
  const end = Math.floor(Math.min(...on.map((window) => window.setUs)) / US_PER_S)
  const caller = new Histogram()
  const completion = new Histogram()
  for (const bin of lane.bins.slice(Math.max(0, end - RECENT_S), Math.max(0, end))) {
    if (!bin) continue
    caller.merge(bin.caller)
    completion.merge(bin.completion)
  }
  if (caller.n + completion.n === 0) return null
  return { callerP50Us: caller.percentile(50), doneP50Us: completion.percentile(50) }
}

/** Far enough from what it was to be set in bold: half as much again, and more than a millisecond. */
export function isChanged(nowUs: number | null, beforeUs: number | null | undefined): boolean {
  if (nowUs === null || beforeUs === null || beforeUs === undefined) return false
  return Math.abs(nowUs - beforeUs) > Math.max(1000, beforeUs * 0.5)
}
