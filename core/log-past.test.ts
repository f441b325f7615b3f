import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyPast, keepMoment, logAt, MOST_MOMENTS } from './log-past.ts'
import type { LogState } from './log-state.ts'

const log = (end: number): LogState => ({ topics: [{ name: 'orders', ends: [end], groups: [] }], deduplicated: null })
const endAt = (past: Parameters<typeof logAt>[0], second: number) => logAt(past, second)?.topics[0]?.ends[0] ?? null

test('between two looks it is as it was at the first, and before the first nobody knows', () => {
  const past = emptyPast()
  for (const [second, end] of [
    [2, 5],
    [2, 6],
    [5, 9],
  ] as const)
    keepMoment(past, { second, log: log(end) })
  expect([0, 1, 2, 3, 4, 5, 99].map((second) => endAt(past, second))).toEqual([null, null, 6, 6, 6, 9, 9])
})

test('a long run is kept coarser, bounded, and never further from the moment than it says', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 * MOST_MOMENTS, size: 'max' })
  let thinned = 0
  fc.assert(
    fc.property(gaps, (each) => {
      const past = emptyPast()
      /** By second: what was true at its end. */
      const was: (number | null)[] = []
      let [second, truth] = [0, null as number | null]
      each.forEach((gap, told) => {
        for (const until = second + gap; second < until; second++) was[second] = truth
        truth = told
        keepMoment(past, { second, log: log(told) })
      })
      was[second] = truth
      expect(past.moments.length).toBeLessThanOrEqual(MOST_MOMENTS)
      if (past.everyS > 1) thinned++
      for (let at = 0; at <= second; at++) {
        const mayBe = was.slice(Math.max(0, at - past.everyS + 1), at + 1)
        if (at < past.everyS - 1) mayBe.push(null)
        expect(mayBe).toContain(endAt(past, at))
      }
      expect(endAt(past, second)).toBe(truth)
    }),
    { numRuns: 30 },
  )
  expect(thinned).toBeGreaterThan(0)
}, 30_000)
