import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Budget } from './budget.ts'

const anySpec = fc.record({ ratio: fc.double({ min: 0, max: 2, noNaN: true }), reserve: fc.nat(20) })

test('what is taken is never more than the reserve and the share of what was paid in', () => {
  fc.assert(
    fc.property(anySpec, fc.array(fc.boolean(), { maxLength: 400 }), (spec, steps) => {
      const budget = new Budget(spec)
      let [paid, taken] = [0, 0]
      for (const pays of steps) {
        if (pays) {
          budget.payIn()
          paid++
        } else if (budget.take()) taken++
        expect(taken).toBeLessThanOrEqual(spec.reserve + spec.ratio * paid + 1e-6)
      }
    }),
  )
})

test('asked for whenever it may be, it is spent to the share', () => {
  const budget = new Budget({ ratio: 0.2, reserve: 10 })
  let taken = 0
  for (let n = 0; n < 1000; n++) {
    budget.payIn()
    while (budget.take()) taken++
  }
  // The first order finds the reserve full.
  expect(taken).toBe(10 + Math.floor(0.2 * 999))
})
