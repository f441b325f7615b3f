import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundCeiling, spread, ticksWithin, timeEnd, timeTicks } from './scale.ts'

describe('roundCeiling', () => {
  it('goes to the next of 1, 2, 5', () => {
    expect([0, 41, 100, 101, 260, 0.3].map((v) => roundCeiling(v, 0.1))).toEqual([0.1, 50, 100, 200, 500, 0.5])
  })
  it('is never below the value and never ten times it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (value) => {
        const ceiling = roundCeiling(value, 0.01)
        expect(ceiling).toBeGreaterThanOrEqual(value * (1 - 1e-6))
        expect(ceiling).toBeLessThan(value * 10)
      }),
    )
  })
})

describe('the time axis', () => {
  it('stays at the planned duration until the run goes over it', () => {
    expect(timeEnd(60, 12)).toBe(60)
    expect(timeEnd(60, 60)).toBe(60)
    expect(timeEnd(60, 60.2)).toBe(66)
    expect(timeEnd(20, 21)).toBe(22)
  })
  it('has fewer ticks where there is less room', () => {
    expect(timeTicks(60, 600)).toEqual([0, 10, 20, 30, 40, 50, 60])
    expect(timeTicks(60, 160)).toEqual([0, 30, 60])
  })
  it('keeps round numbers where it begins in the middle', () => {
    expect(ticksWithin({ fromS: 13, toS: 37 }, 300)).toEqual([15, 20, 25, 30, 35])
    expect(ticksWithin({ fromS: 12, toS: 16 }, 300)).toEqual([12, 13, 14, 15, 16])
  })
})

describe('spread', () => {
  it('keeps labels apart, inside, and in their order', () => {
    const tenLabels = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(tenLabels, (wanted) => {
        const placed = spread(wanted, { gap: 15, top: 0, bottom: 200 })
        const sorted = [...placed].sort((a, b) => a - b)
        for (const [i, y] of sorted.entries()) {
          expect(y).toBeGreaterThanOrEqual(-1e-6)
          expect(y).toBeLessThanOrEqual(200 + 1e-6)
          if (i > 0) expect(y - (sorted[i - 1] as number)).toBeGreaterThanOrEqual(15 - 1e-6)
        }
        for (const [i, a] of wanted.entries())
          for (const [j, b] of wanted.entries())
            if (a < b) expect(placed[i] as number).toBeLessThan(placed[j] as number)
      }),
    )
  })
})
