/** When a page draws what it was told next. */

/** Of its time a page may spend this much on drawing; where many share a machine, each draws less often. */
const DRAWING_SHARE = 0.25
/** However long it takes. */
const LONGEST_BETWEEN_MS = 600
/** What the lanes say of one moment comes within this, and is drawn at once. */
const TOGETHER_MS = 30

export interface Drawn {
  /** When it was drawn last; −∞ where it was not yet. */
  atMs: number
  /** How long that took until it was seen. */
  tookMs: number
}

export const notDrawn: Drawn = { atMs: Number.NEGATIVE_INFINITY, tookMs: 0 }

/** @param everyMs at most as often as that. Returns how long to wait from now on, ms. */
export function untilNextDrawing(nowMs: number, { atMs, tookMs }: Drawn, everyMs: number): number {
  const betweenMs = Math.max(everyMs, Math.min(tookMs / DRAWING_SHARE, LONGEST_BETWEEN_MS))
  return Math.max(TOGETHER_MS, atMs + betweenMs - nowMs)
}
