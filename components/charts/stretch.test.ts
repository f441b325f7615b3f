import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundsOf,
  CLOSER,
  centreOf,
  dragged,
  FURTHER,
  isWithin,
  LEAST_STRETCH_S,
  withSecond,
  zoomed,
} from './stretch.ts'

const endS = 60

describe('zooming', () => {
  it('keeps the moment under the cursor where it is, and stays inside the run', () => {
    expect(zoomed(null, { factor: CLOSER, atS: 30, endS })).toEqual({ fromS: 15, toS: 45 })
    expect(zoomed(null, { factor: CLOSER, atS: 60, endS })).toEqual({ fromS: 30, toS: 60 })
    expect(zoomed({ fromS: 0, toS: 20 }, { factor: FURTHER, atS: 15, endS })).toEqual({ fromS: 0, toS: 40 })
  })

  it('is around the cursor where it can be seen, or else around the middle', () => {
    const shown = { fromS: 10, toS: 20 }
    expect([11, 25, null].map((second) => centreOf(shown, second))).toEqual([11.5, 15, 15])
  })

  it('ends at all of the run, and at the fewest bins that make a line', () => {
    expect(zoomed({ fromS: 10, toS: 40 }, { factor: FURTHER, atS: 20, endS })).toBeNull()
    expect(zoomed({ fromS: 10, toS: 14 }, { factor: CLOSER, atS: 12, endS })).toEqual({ fromS: 10, toS: 14 })
    expect(zoomed(null, { factor: CLOSER, atS: 1, endS: 3 })).toBeNull()
  })

  it('is always whole seconds of the run, with the moment on the screen', () => {
    const presses = fc.array(fc.tuple(fc.constantFrom(CLOSER, FURTHER), fc.double({ min: 0, max: 1, noNaN: true })))
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 3600 }), presses, (longS, all) => {
        let stretch = zoomed(null, { factor: CLOSER, atS: 0, endS: longS })
        for (const [factor, share] of all) {
          const { fromS, toS } = boundsOf(stretch, longS)
          const atS = fromS + share * (toS - fromS)
          stretch = zoomed(stretch, { factor, atS, endS: longS })
          const now = boundsOf(stretch, longS)
          expect(Number.isInteger(now.fromS) && Number.isInteger(now.toS)).toBe(true)
          expect(now.fromS).toBeGreaterThanOrEqual(0)
          expect(now.toS).toBeLessThanOrEqual(longS)
          expect(now.toS - now.fromS).toBeGreaterThanOrEqual(Math.min(LEAST_STRETCH_S, longS))
          // Rounded to whole seconds, so by no more than one.
          expect(isWithin(atS, { fromS: now.fromS - 1, toS: now.toS + 1 })).toBe(true)
        }
      }),
    )
  })
})

describe('dragging', () => {
  it('snaps to the seconds that were touched, in either direction', () => {
    expect(dragged(12.4, 20.1, endS)).toEqual({ fromS: 12, toS: 21 })
    expect(dragged(20.1, 12.4, endS)).toEqual({ fromS: 12, toS: 21 })
    expect(dragged(-3, 8.2, endS)).toEqual({ fromS: 0, toS: 9 })
    expect(dragged(50.5, 70, endS)).toEqual({ fromS: 50, toS: 60 })
  })
  it('is never shorter than a line, and all of the run is no zoom', () => {
    expect(dragged(12.4, 12.9, endS)).toEqual({ fromS: 11, toS: 15 })
    expect(dragged(59.5, 59.9, endS)).toEqual({ fromS: 56, toS: 60 })
    expect(dragged(0, 60, endS)).toBeNull()
  })
})

describe('a cursor that leaves the stretch', () => {
  it('takes it along, by no more than it must', () => {
    const stretch = { fromS: 10, toS: 20 }
    expect(withSecond(stretch, 19)).toBe(stretch)
    expect(withSecond(stretch, 20)).toEqual({ fromS: 11, toS: 21 })
    expect(withSecond(stretch, 4)).toEqual({ fromS: 4, toS: 14 })
  })
})
