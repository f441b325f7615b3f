/** Where the parts of the tracks stand, for a given width: drawn anew, never scaled. CSS px. */

export interface TrackGeometry {
  narrow: boolean
  headPx: number
  rowPx: number
  marker: number
  name: number
  /** Right edge of the in-flight count. */
  inFlight: number
  caller: number
  broker: { left: number; right: number }
  service: number
  /** Right edge of done/s. */
  done: number
}

const NARROW_PX = 560
const BROKER_SHARE = 0.24

export function trackGeometry(width: number): TrackGeometry {
  const narrow = width < NARROW_PX
  const caller = narrow ? 116 : 172
  const service = width - (narrow ? 68 : 96)
  const span = service - caller
  const brokerWidth = Math.min(narrow ? 56 : 120, Math.round(span * BROKER_SHARE) + 20)
  const middle = caller + Math.round(span * 0.52)
  return {
    narrow,
    headPx: 30,
    rowPx: 36,
    marker: narrow ? 16 : 21,
    name: narrow ? 26 : 32,
    inFlight: caller - 12,
    caller,
    broker: { left: middle - brokerWidth / 2, right: middle + brokerWidth / 2 },
    service,
    done: width - 16,
  }
}

export interface Slats {
  xs: number[]
  width: number
  /** There is no room for all of them: the last one is drawn hollow. */
  isFull: boolean
}

export const ORDERS_PER_SLAT = 20
const SLAT_STEP_PX = 3.2

/** Slats of a queue's stack, from the right; about one for 20 orders, as many as fit beside the number. */
export function slatsOf(backlog: number, box: { left: number; right: number }): Slats {
  const room = Math.max(0, Math.floor((box.right - box.left - 44) / SLAT_STEP_PX))
  const wanted = Math.ceil(backlog / ORDERS_PER_SLAT)
  const xs = Array.from({ length: Math.min(room, wanted) }, (_, i) => box.right - 4.5 - i * SLAT_STEP_PX)
  return { xs, width: 1.9, isFull: wanted > room }
}
