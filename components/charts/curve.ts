/** From a histogram to the line of a percentile curve: x is 1/(1−p), so that each further nine has as much room. */
import { formatOnMsAxis } from '#components/run/format.ts'
import type { Experiment } from '#core/experiment.ts'
import type { Histogram } from '#core/histogram.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { latencyTickLabel, roundCeiling } from './scale.ts'

export interface CurveLine {
  id: string
  name: string
  /** Place of the lane in its experiment: it decides how the line looks. */
  order: number
  points: CurvePoint[]
  /** Samples behind it. */
  n: number
}

export interface CurvePoint {
  x: number
  ms: number
}

/** Where the axis is labelled, and where the cursor stops. */
export const CURVE_TICKS = [
  { x: 1, label: '0' },
  { x: 2, label: 'p50' },
  { x: 10, label: 'p90' },
  { x: 100, label: 'p99' },
  { x: 1000, label: 'p99.9' },
  { x: 10_000, label: 'p99.99' },
  { x: 100_000, label: 'p99.999' },
] as const

/** What a curve is read at unless it is chosen. */
export const P99 = CURVE_TICKS[3]

const US_PER_MS = 1000
const LEAST_TOP_MS = 1
const MOST_NINES = 5
/** Steps of the curve in each factor of ten of 1/(1−p). */
const STEPS_A_DECADE = 12
/** A percentile that fewer samples than this lie above hangs on single orders: a p99 takes 1,000 samples. */
const ENOUGH_ABOVE = 10

/** Every x at which a curve up to `most` has a point, the ticks among them. */
export function curveXs(most: number): number[] {
  if (most < 1) return []
  const steps = Math.floor(Math.log10(most) * STEPS_A_DECADE + 1e-9)
  const xs = Array.from({ length: steps + 1 }, (_, step) => 10 ** (step / STEPS_A_DECADE))
  const [, p50] = CURVE_TICKS
  return most < p50.x ? xs : [...xs, p50.x].sort((a, b) => a - b)
}

/** As far as there is a sample for it. */
export function curveOf(histogram: Histogram): CurvePoint[] {
  return curveXs(histogram.n).map((x) => ({ x, ms: msAt(histogram, x) }))
}

/** One a lane, of its caller latency over the whole run. @param view null before a run */
export function curveLines({ lanes }: Experiment, view: RunView | null, locale: Locale): CurveLine[] {
  return lanes.map(({ id, name }, order) => {
    const caller = view?.lanes[id]?.hist.caller
    return { id, name: name[locale], order, points: caller ? curveOf(caller) : [], n: caller?.n ?? 0 }
  })
}

function msAt(histogram: Histogram, x: number): number {
  return (histogram.percentile(100 * (1 - 1 / x)) ?? 0) / US_PER_MS
}

/** Where the axis ends: at the nine that the largest sample reaches, p99 at least. */
export function furthestOf(lines: readonly Pick<CurveLine, 'n'>[]): number {
  const most = Math.max(P99.x, ...lines.map(({ n }) => n))
  return 10 ** Math.min(MOST_NINES, Math.ceil(Math.log10(most) - 1e-9))
}

/** The upper end of the other axis, ms; it begins at 0. @param leastMs what has to be on it as well */
export function curveTopMs(lines: readonly Pick<CurveLine, 'points'>[], leastMs = 0): number {
  return roundCeiling(Math.max(leastMs, ...lines.map(({ points }) => points.at(-1)?.ms ?? 0)), LEAST_TOP_MS)
}

export function curveTickLabel(ms: number): string {
  return ms === 0 ? '0' : ms >= 1000 ? latencyTickLabel(ms) : formatOnMsAxis(ms)
}

/** Whether enough samples stand behind the curve at x. */
export function isSure({ n }: Pick<CurveLine, 'n'>, x: number): boolean {
  return n >= x * ENOUGH_ABOVE
}

/** ms at a tick of the axis; null where there is no sample for it. */
export function readAt({ points }: Pick<CurveLine, 'points'>, x: number): number | null {
  return points.find((point) => Math.abs(point.x / x - 1) < NEAR)?.ms ?? null
}
/** Powers of ten in twelve steps come out a hair beside the round number. */
const NEAR = 1e-9
