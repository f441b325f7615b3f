/**
 * A picture of a run that stands still while the fold goes on in the view it was taken of. Only the seconds that may
 * still grow are copied: a run of an hour is frozen as quickly as one of a minute.
 */
import { Histogram } from '#core/histogram.ts'
import type { LogPast } from '#core/log-past.ts'
import type { EdgeView, LaneView, RunView } from '#core/run-view.ts'

/** A frame lies in the second of its middle, so the last bin grows, and the one before it no more; one is to spare. */
const OPEN_BINS = 2

export function stillOf({ experiment, environment, lanes, ...rest }: RunView): RunView {
  return { ...copyOf(rest), experiment, environment, lanes: mapValues(lanes, stillLane) }
}

function stillLane({ bins, edges, logPast, ...rest }: LaneView): LaneView {
  return {
    ...copyOf(rest),
    bins: stillBins(bins),
    edges: mapValues(edges, stillEdge),
    logPast: mapValues(logPast, stillPast),
  }
}

/** A moment, once told, stays as it is. */
function stillPast({ everyS, moments }: LogPast): LogPast {
  return { everyS, moments: [...moments] }
}

function stillEdge({ bins, ...rest }: EdgeView): EdgeView {
  return { ...copyOf(rest), bins: stillBins(bins) }
}

/** Holes stay holes. */
function stillBins<T>(bins: readonly T[]): T[] {
  return bins.map((bin, second) => (second < bins.length - OPEN_BINS ? bin : copyOf(bin)))
}

function mapValues<T>(record: Record<string, T>, copy: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, copy(value)]))
}

/** Values of a view are numbers, texts, histograms, and lists and records of them. */
function copyOf<T>(value: T): T {
  if (value instanceof Histogram) return value.clone() as T
  if (Array.isArray(value)) return value.map(copyOf) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)])) as T
}
