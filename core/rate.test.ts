import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyOpenLoad } from './any-load.fixture.ts'
import { ordersDue, peakRateOf, plannedBursts, plannedLine, rateAt } from './rate.ts'

const spike = {
  rateRps: 10,
  arrival: 'constant' as const,
  steps: [
    { atS: 2, rateRps: 100 },
    { atS: 4, rateRps: 0.5 },
  ],
}
const flat = { rateRps: 10, arrival: 'constant' as const }

test('a step holds from its time on', () => {
  expect([0, 1.99, 2, 3.99, 4, 99].map((atS) => rateAt(spike, atS))).toEqual([10, 10, 100, 100, 0.5, 0.5])
  expect(rateAt(flat, 5)).toBe(10)
})

test('the orders that are due are those of each stretch', () => {
  expect(ordersDue(spike, 6)).toBe(20 + 200 + 1)
  expect(ordersDue(spike, 3)).toBe(20 + 100)
  expect(ordersDue(spike, 1)).toBe(10)
  expect(ordersDue(flat, 6)).toBe(60)
  expect(peakRateOf(spike)).toBe(100)
})

test('the orders that are due are the area under the rate, whatever its shape', () => {
  const PARTS_A_S = 400
  fc.assert(
    fc.property(anyOpenLoad, fc.integer({ min: 1, max: 20 }), (load, durationS) => {
      let area = plannedBursts(load, durationS).reduce((sum, { orders }) => sum + orders, 0)
      for (let part = 0; part < durationS * PARTS_A_S; part++)
        area += rateAt(load, (part + 0.5) / PARTS_A_S) / PARTS_A_S
      // Each jump of the rate may lie anywhere within its part.
      expect(Math.abs(ordersDue(load, durationS) - area)).toBeLessThan(0.002 * area + 30)
    }),
    { numRuns: 30 },
  )
})

test('the line that is drawn touches the rate wherever it bends, and never lies above the peak', () => {
  fc.assert(
    fc.property(anyOpenLoad, (load) => {
      const line = plannedLine(load, 20)
      expect(line[0]?.atS).toBe(0)
      expect(line.at(-1)?.atS).toBe(20)
      for (const { rateRps } of line) {
        expect(rateRps).toBeGreaterThanOrEqual(0)
        expect(rateRps).toBeLessThanOrEqual(peakRateOf(load) + 1e-9)
      }
    }),
  )
})
