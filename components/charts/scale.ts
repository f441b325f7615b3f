/** Axes that hold still: fixed for latency, and growing only in round steps for everything else. */
import type { Stretch } from './stretch.ts'

/** Every latency chart of every run: comparable at a glance. ms. */
export const LATENCY_MS = { min: 0.1, max: 10_000 } as const
export const LATENCY_TICKS_MS = [0.1, 1, 10, 100, 1000, 10_000] as const

export function latencyTickLabel(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${ms}`
}

/** The smallest of 1, 2, 5 × 10ⁿ that is no smaller than `value` and `floor`. */
export function roundCeiling(value: number, floor: number): number {
  const least = Math.max(value, floor)
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].find((s) => s * power >= least * (1 - 1e-9)) as number
  return step * power
}

/** The end of the time axis: the planned duration, then on in tenths of it while a pause or the drain goes over. */
export function timeEnd(durationS: number, elapsedS: number): number {
  const stepS = Math.max(1, Math.ceil(durationS / 10))
  return elapsedS <= durationS ? durationS : Math.ceil(elapsedS / stepS) * stepS
}

export function timeTicks(endS: number, widthPx: number): number[] {
  return ticksWithin({ fromS: 0, toS: endS }, widthPx)
}

/** Multiples of a round step, for a stretch that need not begin with one. */
export function ticksWithin({ fromS, toS }: Stretch, widthPx: number): number[] {
  const most = Math.max(2, Math.floor(widthPx / 56))
  const step = [1, 2, 5, 10, 15, 20, 25, 30, 60, 120, 300, 600].find((s) => (toS - fromS) / s <= most) ?? 1200
  const first = Math.ceil(fromS / step)
  return Array.from({ length: Math.floor(toS / step) - first + 1 }, (_, i) => (first + i) * step)
}

/** Moves labels apart so that none is closer than `gap` to the next, and keeps them between `top` and `bottom`. */
export function spread(wanted: readonly number[], { gap, top, bottom }: { gap: number; top: number; bottom: number }) {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  let previous = top - gap
  for (const label of order) {
    label.y = Math.max(label.y, previous + gap)
    previous = label.y
  }
  let next = bottom + gap
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, next - gap)
    next = label.y
  }
  const placed = new Array<number>(wanted.length)
  for (const label of order) placed[label.index] = label.y
  return placed
}
