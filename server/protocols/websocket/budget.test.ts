import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MessageBudget } from './budget.ts'

it('allows a burst of one second, and then as many as come back', () => {
  const budget = new MessageBudget(10, 0)
  const taken = (nowMs: number, tries: number) =>
    Array.from({ length: tries }, () => budget.take(nowMs)).filter(Boolean).length
  expect(taken(0, 20)).toBe(10)
  expect(taken(100, 20)).toBe(1)
  expect(taken(600, 20)).toBe(5)
  expect(taken(60_000, 20)).toBe(10)
})

it('never allows more than a burst and the rate over any time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 }),
      (perSecond, gapsMs) => {
        const budget = new MessageBudget(perSecond, 0)
        let nowMs = 0
        let taken = 0
        for (const gapMs of gapsMs) {
          nowMs += gapMs
          if (budget.take(nowMs)) taken++
          expect(taken).toBeLessThanOrEqual(perSecond + (nowMs * perSecond) / 1000 + 1e-6)
        }
      },
    ),
  )
})
