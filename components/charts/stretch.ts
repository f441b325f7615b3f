/** Which part of a run's time is shown: whole seconds, since a bin is one; null is all of it. */

export interface Stretch {
  fromS: number
  toS: number
}

/** Fewer bins than this are no line. */
export const LEAST_STRETCH_S = 4
/** Of one press of a key or a button. */
export const CLOSER = 1 / 2
export const FURTHER = 2

/** What an axis runs over. */
export function boundsOf(stretch: Stretch | null, endS: number): Stretch {
  return stretch ?? { fromS: 0, toS: endS }
}

export function isWithin(atS: number, { fromS, toS }: Stretch): boolean {
  return atS >= fromS && atS <= toS
}

/** What stays where it is when the axis is zoomed: the cursor where it can be seen, or else the middle. */
export function centreOf(shown: Stretch, cursorSecond: number | null): number {
  const cursorS = cursorSecond === null ? Number.NaN : cursorSecond + 0.5
  return isWithin(cursorS, shown) ? cursorS : (shown.fromS + shown.toS) / 2
}

/**
 * Longer or shorter by `factor`, with `atS` where it was on the screen.
 * @returns null once it is all there is
 */
export function zoomed(
  stretch: Stretch | null,
  { factor, atS, endS }: { factor: number; atS: number; endS: number },
): Stretch | null {
  const shown = boundsOf(stretch, endS)
  const length = Math.max(LEAST_STRETCH_S, Math.round((shown.toS - shown.fromS) * factor))
  const share = (atS - shown.fromS) / (shown.toS - shown.fromS)
  return placed({ fromS: Math.round(atS - share * length), length, endS })
}

/** From where a pointer went down to where it went up, in either direction. */
export function dragged(oneS: number, otherS: number, endS: number): Stretch | null {
  const fromS = Math.max(0, Math.floor(Math.min(oneS, otherS)))
  const toS = Math.min(Math.ceil(endS), Math.ceil(Math.max(oneS, otherS)))
  const short = LEAST_STRETCH_S - (toS - fromS)
  return short > 0
    ? placed({ fromS: fromS - Math.floor(short / 2), length: LEAST_STRETCH_S, endS })
    : placed({ fromS, length: toS - fromS, endS })
}

/** Moved no further than it takes to show this second. */
export function withSecond(stretch: Stretch, second: number): Stretch {
  const { fromS, toS } = stretch
  const byS = second < fromS ? second - fromS : second + 1 > toS ? second + 1 - toS : 0
  return byS === 0 ? stretch : { fromS: fromS + byS, toS: toS + byS }
}

/** Kept inside the run. */
function placed({ fromS, length, endS }: { fromS: number; length: number; endS: number }): Stretch | null {
  const lastS = Math.ceil(endS)
  if (length >= lastS) return null
  const from = Math.min(Math.max(0, fromS), lastS - length)
  return { fromS: from, toS: from + length }
}
