/**
 * The offered rate of an open load over time. However it is shaped, it is a row of stretches, in each of which the rate
 * holds, rises or falls in a line, or swings; and besides, moments at which many orders are due at once.
 */
import type { OpenLoad, Phase } from './experiment.ts'

export interface Stretch {
  fromS: number
  /** Infinity for the last one. */
  toS: number
  /** At its beginning and, in a line, at its end. */
  fromRps: number
  toRps: number
  /** Around the line, beginning at it and going up. */
  swing?: { amplitudeRps: number; periodS: number }
}

export interface Burst {
  atS: number
  orders: number
}

/** In the order of time, without gaps; the first begins at 0. Endless where something comes again and again. */
export function* stretchesOf(load: OpenLoad): Generator<Stretch, void> {
  const { rateRps, steps = [], shape } = load
  if (!shape) {
    yield* held([{ atS: 0, rateRps }, ...steps])
  } else if ('ramp' in shape) {
    const { toRps, atS, overS } = shape.ramp
    if (atS > 0) yield { fromS: 0, toS: atS, fromRps: rateRps, toRps: rateRps }
    yield { fromS: atS, toS: atS + overS, fromRps: rateRps, toRps }
    yield { fromS: atS + overS, toS: Number.POSITIVE_INFINITY, fromRps: toRps, toRps }
  } else if ('spike' in shape) {
    yield* spikes(rateRps, shape.spike)
  } else if ('sine' in shape) {
    yield { fromS: 0, toS: Number.POSITIVE_INFINITY, fromRps: rateRps, toRps: rateRps, swing: shape.sine }
  } else if ('atOnce' in shape) {
    yield* held([{ atS: 0, rateRps }])
  } else {
    yield* phases(shape.sequence, rateRps)
  }
}

function* held(steps: readonly { atS: number; rateRps: number }[]): Generator<Stretch> {
  for (const [index, { atS, rateRps }] of steps.entries()) {
    yield { fromS: atS, toS: steps[index + 1]?.atS ?? Number.POSITIVE_INFINITY, fromRps: rateRps, toRps: rateRps }
  }
}

function* spikes(
  rateRps: number,
  { toRps, atS, forS, everyS }: { toRps: number; atS: number; forS: number; everyS?: number },
): Generator<Stretch> {
  let endS = 0
  for (let beginS = atS; ; beginS += everyS ?? 0) {
    if (beginS > endS) yield { fromS: endS, toS: beginS, fromRps: rateRps, toRps: rateRps }
    endS = beginS + forS
    yield { fromS: beginS, toS: endS, fromRps: toRps, toRps }
    if (everyS === undefined) break
  }
  yield { fromS: endS, toS: Number.POSITIVE_INFINITY, fromRps: rateRps, toRps: rateRps }
}

/** After the last one, the rate of the load. */
function* phases(sequence: readonly Phase[], rateRps: number): Generator<Stretch> {
  let fromS = 0
  for (const phase of sequence) {
    const toS = fromS + phase.forS
    yield {
      fromS,
      toS,
      fromRps: phase.rateRps,
      toRps: phase.toRps ?? phase.rateRps,
      ...(phase.sine ? { swing: phase.sine } : {}),
    }
    fromS = toS
  }
  yield { fromS, toS: Number.POSITIVE_INFINITY, fromRps: rateRps, toRps: rateRps }
}

/** In the order of time; endless where they come again and again. */
export function* burstsOf({ shape }: OpenLoad): Generator<Burst, void> {
  if (!shape) return
  if ('atOnce' in shape) {
    const { orders, atS, everyS } = shape.atOnce
    for (let at = atS; ; at += everyS ?? 0) {
      yield { atS: at, orders }
      if (everyS === undefined) return
    }
  }
  if ('sequence' in shape) {
    let atS = 0
    for (const { forS, orders } of shape.sequence) {
      if (orders !== undefined) yield { atS, orders }
      atS += forS
    }
  }
}

/** Orders due from `aS` to `bS`, both within the stretch. */
export function areaOf(stretch: Stretch, aS: number, bS: number): number {
  const { swing, fromS } = stretch
  const line = ((lineAt(stretch, aS) + lineAt(stretch, bS)) / 2) * (bS - aS)
  if (!swing) return line
  const turn = (2 * Math.PI) / swing.periodS
  return line + (swing.amplitudeRps / turn) * (Math.cos(turn * (aS - fromS)) - Math.cos(turn * (bS - fromS)))
}

function lineAt({ fromS, toS, fromRps, toRps }: Stretch, atS: number): number {
  return fromRps === toRps ? fromRps : fromRps + ((toRps - fromRps) * (atS - fromS)) / (toS - fromS)
}

/** @param atS within the stretch */
export function rateIn(stretch: Stretch, atS: number): number {
  const { swing, fromS } = stretch
  const wave = swing ? swing.amplitudeRps * Math.sin((2 * Math.PI * (atS - fromS)) / swing.periodS) : 0
  return Math.max(0, lineAt(stretch, atS) + wave)
}

/** What is due at once apart. @param atS lane-active time, s */
export function rateAt(load: OpenLoad, atS: number): number {
  for (const stretch of stretchesOf(load)) if (atS < stretch.toS) return rateIn(stretch, Math.max(0, atS))
  return load.rateRps
}

/** The highest rate it ever comes to; so many orders at once count as so many in a second. */
export function peakRateOf(load: OpenLoad): number {
  const { rateRps, steps = [], shape } = load
  if (!shape) return Math.max(rateRps, ...steps.map((step) => step.rateRps))
  if ('ramp' in shape) return Math.max(rateRps, shape.ramp.toRps)
  if ('spike' in shape) return Math.max(rateRps, shape.spike.toRps)
  if ('sine' in shape) return rateRps + shape.sine.amplitudeRps
  if ('atOnce' in shape) return rateRps + shape.atOnce.orders
  return Math.max(
    rateRps,
    ...shape.sequence.map(
      ({ rateRps: fromRps, toRps = fromRps, sine, orders = 0 }) =>
        Math.max(fromRps, toRps) + (sine?.amplitudeRps ?? 0) + orders,
    ),
  )
}

/** Orders that are due in `durationS`, on the average of a random arrival process. */
export function ordersDue(load: OpenLoad, durationS: number): number {
  return ordersBetween(load, 0, durationS)
}

/** Orders that are due from `aS` on and before `bS`. */
export function ordersBetween(load: OpenLoad, aS: number, bS: number): number {
  let orders = 0
  for (const stretch of stretchesOf(load)) {
    if (stretch.fromS >= bS) break
    const [fromS, toS] = [Math.max(aS, stretch.fromS), Math.min(bS, stretch.toS)]
    if (toS > fromS) orders += areaOf(stretch, fromS, toS)
  }
  for (const { atS, orders: atOnce } of burstsOf(load)) {
    if (atS >= bS) break
    if (atS >= aS) orders += atOnce
  }
  return orders
}

/** The rate as a line to draw: points wherever it bends or jumps, and on a swing often enough to see it. */
export function plannedLine(load: OpenLoad, durationS: number): { atS: number; rateRps: number }[] {
  const POINTS_A_PERIOD = 16
  const points: { atS: number; rateRps: number }[] = []
  for (const stretch of stretchesOf(load)) {
    if (stretch.fromS >= durationS) break
    const toS = Math.min(stretch.toS, durationS)
    const lengthS = toS - stretch.fromS
    const parts = stretch.swing ? Math.ceil((lengthS / stretch.swing.periodS) * POINTS_A_PERIOD) : 1
    for (let at = 0; at <= parts; at++) {
      const atS = stretch.fromS + (lengthS * at) / parts
      points.push({ atS, rateRps: rateIn(stretch, atS) })
    }
  }
  return points
}

/** What is due at once within the load. */
export function plannedBursts(load: OpenLoad, durationS: number): Burst[] {
  const bursts: Burst[] = []
  for (const burst of burstsOf(load)) {
    if (burst.atS >= durationS) break
    bursts.push(burst)
  }
  return bursts
}
