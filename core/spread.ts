/** How guesses lie, in ms: counted in bins, so that nobody's own guess is told. */

/** Lower edges of the bins, 1-2-5; the last one has no upper edge. */
export const SPREAD_EDGES_MS = [0, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const

export interface Spread {
  n: number
  /** As many as there are edges. */
  counts: number[]
  /** The middle guess; of an even number, the lower of the two. */
  medianMs: number | null
}

export function binOf(ms: number): number {
  return Math.max(
    0,
    SPREAD_EDGES_MS.findLastIndex((edge) => edge <= ms),
  )
}

export function spreadOf(guesses: Iterable<number>): Spread {
  const sorted = [...guesses].sort((a, b) => a - b)
  const counts = SPREAD_EDGES_MS.map(() => 0)
  for (const ms of sorted) counts[binOf(ms)] = (counts[binOf(ms)] as number) + 1
  return { n: sorted.length, counts, medianMs: sorted[Math.ceil(sorted.length / 2) - 1] ?? null }
}
