/**
 * Interleaved mode: lanes take turns, so that each has the machine to itself while it is measured. Slices follow each
 * other in ABBA order, so that what drifts slowly meets all lanes alike.
 *
 *     A 0–2 s   B 0–2 s   B 2–4 s   A 2–4 s   A 4–6 s   B 4–6 s   …      (lane-active time)
 */

/** Length of a slice, s of lane-active time. */
export const SLICE_S = 2
/** How long the lab waits after a slice for the lane to come to rest; then the next slice is contaminated. */
export const REST_WITHIN_S = 5

export interface Slice {
  lane: string
  /** Lane-active time. */
  fromS: number
  toS: number
  /** The first of a lane: connections are dialled, code is compiled. In the ledger, not in the histograms. */
  warmUp: boolean
}

/** Every lane gets all of `durationS`, slice by slice; the last one may be shorter. */
export function slicesOf(lanes: readonly string[], durationS: number): Slice[] {
  const rounds = Math.ceil(durationS / SLICE_S)
  return Array.from({ length: rounds }, (_, round) => {
    const fromS = round * SLICE_S
    const toS = Math.min(durationS, fromS + SLICE_S)
    const order = round % 2 === 0 ? lanes : lanes.toReversed()
    return order.map((lane) => ({ lane, fromS, toS, warmUp: round === 0 }))
  }).flat()
}
