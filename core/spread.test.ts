import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEAST_GUESS_MS, MOST_GUESS_MS } from './guess.ts'
import { binOf, SPREAD_EDGES_MS, spreadOf } from './spread.ts'

test.each([
  [0.1, 0],
  [0.2, 0.2],
  [1, 1],
  [1.99, 1],
  [2, 2],
  [146, 100],
  [60_000, 10_000],
])('%d ms lies in the bin from %d ms', (ms, from) => {
  expect(SPREAD_EDGES_MS[binOf(ms)]).toBe(from)
})

test('nothing guessed has no median', () => {
  expect(spreadOf([])).toMatchObject({ n: 0, medianMs: null })
})

test('every guess is in one bin, and the median is one of them', () => {
  const guess = fc.double({ min: LEAST_GUESS_MS, max: MOST_GUESS_MS, noNaN: true })
  fc.assert(
    fc.property(fc.array(guess, { minLength: 1, maxLength: 200 }), (guesses) => {
      const { n, counts, medianMs } = spreadOf(guesses)
      expect(n).toBe(guesses.length)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n)
      expect(guesses).toContain(medianMs)
      const below = guesses.filter((ms) => ms < (medianMs as number)).length
      const above = guesses.filter((ms) => ms > (medianMs as number)).length
      expect(Math.max(below, above)).toBeLessThanOrEqual(n / 2)
      for (const ms of guesses) expect(counts[binOf(ms)]).toBeGreaterThan(0)
    }),
  )
})
