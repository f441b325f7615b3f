import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { boundsOf, chiSquareQuantile, holds, wilson, zOf } from './interval.ts'

describe('the interval of a share', () => {
  test('is the one in the tables', () => {
    expect(zOf(0.95)).toBeCloseTo(1.96, 2)
    const { low, high } = wilson(5, 100)
    expect([low, high].map((end) => end.toFixed(4))).toEqual(['0.0215', '0.1118'])
  })

  test('holds the share itself, stays within 0 and 1, and narrows as n grows', () => {
    const counted = fc
      .integer({ min: 1, max: 10_000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    fc.assert(
      fc.property(counted, fc.constantFrom(0.5, 0.95, 0.9999), ([count, n], confidence) => {
        const interval = wilson(count, n, confidence)
        const larger = wilson(count * 10, n * 10, confidence)
        expect(holds(count / n, interval)).toBe(true)
        expect(interval.low).toBeGreaterThanOrEqual(0)
        expect(interval.high).toBeLessThanOrEqual(1)
        expect(larger.high - larger.low).toBeLessThan(interval.high - interval.low)
      }),
    )
  })

  test('nothing seen of n leaves room for about 4/n; of nothing, for everything', () => {
    expect(wilson(0, 1000).low).toBe(0)
    expect(wilson(0, 1000).high).toBeCloseTo(0.0038, 4)
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
  })

  test('on one side it is exact: the rule of three, and what the binomial itself says', () => {
    expect(boundsOf(0, 1000).high).toBeCloseTo(1 - 0.05 ** (1 / 1000), 12)
    expect(boundsOf(1000, 1000).low).toBeCloseTo(0.05 ** (1 / 1000), 12)
    // 3 of 10: the table of Clopper and Pearson, 90 % two-sided.
    const { low, high } = boundsOf(3, 10)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0873', '0.6066'])
    const many = boundsOf(500, 10_000)
    const about = wilson(500, 10_000, 0.9)
    expect(many).toEqual(about)
    const exact = boundsOf(200, 10_000)
    const near = wilson(200, 10_000, 0.9)
    expect(Math.abs(exact.high - near.high)).toBeLessThan(0.0002)
    expect(Math.abs(exact.low - near.low)).toBeLessThan(0.0002)
    expect(boundsOf(0, 0)).toEqual({ low: 0, high: 1 })
  })

  test('has the true share in it as often as it says', () => {
    const random = createRandom(1)
    const [tries, n, share] = [4000, 200, 0.05]
    let inside = 0
    for (let at = 0; at < tries; at++) {
      let count = 0
      for (let one = 0; one < n; one++) if (random.next() < share) count++
      if (holds(share, wilson(count, n))) inside++
    }
    expect(inside / tries).toBeGreaterThan(0.93)
    expect(inside / tries).toBeLessThan(0.98)
  })
})

test.each([
  [0.025, 10, 3.247],
  [0.5, 10, 9.342],
  [0.975, 10, 20.483],
  [0.975, 100, 129.561],
])('the %f quantile of χ² with %i degrees of freedom is %f', (p, freedom, value) => {
  expect(Math.abs(chiSquareQuantile(p, freedom) / value - 1)).toBeLessThan(0.01)
})
