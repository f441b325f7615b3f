import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOfAttempts, type Retry, retryableKinds, triesAgain } from './attempts.ts'
import { type OutcomeKind, outcomeKinds, verdictOf } from './outcome.ts'

const anyKinds = fc.array(fc.constantFrom(...outcomeKinds), { minLength: 1, maxLength: 6 })

test.each<[OutcomeKind[], OutcomeKind]>([
  [['ok'], 'ok'],
  [['timeout', 'ok'], 'ok'],
  [['unreachable', 'overloaded'], 'overloaded'],
  [['timeout', 'overloaded'], 'timeout'],
  [['reset', 'timeout', 'unreachable'], 'timeout'],
  [['error', 'abandoned'], 'abandoned'],
])('%j together are %s', (kinds, together) => {
  expect(outcomeOfAttempts(kinds)).toBe(together)
})

test('ok where one was ok; else unknown where one was unknown; refused only where all were refused', () => {
  fc.assert(
    fc.property(anyKinds, (kinds) => {
      const verdicts = kinds.map(verdictOf)
      const together = verdictOf(outcomeOfAttempts(kinds))
      expect(together === 'acknowledged').toBe(verdicts.includes('acknowledged'))
      expect(together === 'refused').toBe(verdicts.every((verdict) => verdict === 'refused'))
      expect(kinds).toContain(outcomeOfAttempts(kinds))
    }),
  )
})

test('the order of attempts changes no verdict, and a refused one more or less neither, beside others', () => {
  fc.assert(
    fc.property(anyKinds, (kinds) => {
      const verdict = verdictOf(outcomeOfAttempts(kinds))
      expect(verdictOf(outcomeOfAttempts(kinds.toReversed()))).toBe(verdict)
      expect(verdictOf(outcomeOfAttempts([...kinds, 'overloaded']))).toBe(verdict)
    }),
  )
})

test('without an attempt there is no outcome', () => {
  expect(() => outcomeOfAttempts([])).toThrow(RangeError)
})

test('is tried again only after what was asked for, and never more often', () => {
  const anyRetry: fc.Arbitrary<Retry> = fc.record({
    attempts: fc.integer({ min: 1, max: 5 }),
    delayMs: fc.nat(),
    on: fc.subarray([...retryableKinds]),
  })
  fc.assert(
    fc.property(anyRetry, fc.infiniteStream(fc.constantFrom(...outcomeKinds)), (retry, stream) => {
      const kinds: OutcomeKind[] = []
      for (const kind of stream) {
        kinds.push(kind)
        if (!triesAgain(retry, kinds)) break
      }
      expect(kinds.length).toBeLessThanOrEqual(retry.attempts)
      for (const kind of kinds.slice(0, -1)) expect(retry.on).toContain(kind)
    }),
  )
  expect(triesAgain(undefined, ['unreachable'])).toBe(false)
})
