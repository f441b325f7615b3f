import { expect, test } from 'vitest'
import { ordersDue, peakRateOf, rateAt } from './rate.ts'

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
