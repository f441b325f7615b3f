import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffs, jitters, waitMsBefore } from './backoff.ts'

const draw = { waitMs: 0, draw: 0.5 }

test('exponential waits double up to their bound', () => {
  const spec = { delayMs: 100, backoff: 'exponential' as const, maxDelayMs: 500 }
  expect([1, 2, 3, 4].map((retry) => waitMsBefore(spec, retry, draw))).toEqual([100, 200, 400, 500])
  expect([1, 2].map((retry) => waitMsBefore({ delayMs: 100 }, retry, draw))).toEqual([100, 100])
})

test('full jitter draws from all of the wait, decorrelated from three times the last one', () => {
  const full = { delayMs: 100, backoff: 'exponential' as const, jitter: 'full' as const }
  expect(waitMsBefore(full, 3, { waitMs: 0, draw: 0.25 })).toBe(100)
  const decorrelated = { delayMs: 100, jitter: 'decorrelated' as const }
  expect(waitMsBefore(decorrelated, 1, { waitMs: 0, draw: 0 })).toBe(100)
  expect(waitMsBefore(decorrelated, 2, { waitMs: 200, draw: 0.5 })).toBe(350)
})

test('no wait is below nothing or above its bound, whatever it is made of', () => {
  const anySpec = fc.record({
    delayMs: fc.nat(1000),
    backoff: fc.constantFrom(...backoffs),
    jitter: fc.constantFrom(...jitters),
    maxDelayMs: fc.integer({ min: 1000, max: 5000 }),
  })
  fc.assert(
    fc.property(anySpec, fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 20 }), (spec, draws) => {
      let waitMs = 0
      for (const [at, drawn] of draws.entries()) {
        waitMs = waitMsBefore(spec, at + 1, { waitMs, draw: drawn })
        expect(waitMs).toBeGreaterThanOrEqual(0)
        expect(waitMs).toBeLessThanOrEqual(spec.maxDelayMs)
      }
    }),
  )
})
