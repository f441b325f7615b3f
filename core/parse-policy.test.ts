import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryableKinds } from './attempts.ts'
import { parseExperiment } from './parse-experiment.ts'
import { balances, fallbackKinds, type Policy } from './policy.ts'
import { backoffs, jitters } from './resilience/backoff.ts'
import { writtenFormOf } from './written-form.ts'

const parsed = (policy: unknown) => parseExperiment({ lanes: [{ id: 'a', protocol: 'http', policy }] })
const policyOf = (written: unknown): Policy | undefined => {
  const result = parsed(written)
  return result.ok ? result.experiment.lanes[0]?.call.policy : undefined
}
const issuesOf = (written: unknown) => {
  const result = parsed(written)
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('a policy', () => {
  test('is nothing where nothing is asked for', () => {
    expect(policyOf({})).toBeUndefined()
  })

  test('has defaults for what is left out', () => {
    expect(
      policyOf({ breaker: {}, bulkhead: { concurrent: 5 }, hedge: {}, fallback: {}, deadline: { ms: 300 } }),
    ).toEqual({
      breaker: { ratio: 0.5, minimum: 20, windowMs: 10_000, breakMs: 5000, probes: 1 },
      bulkhead: { concurrent: 5, queueLimit: 0 },
      hedge: { percentile: 95, most: 1, maxShare: 0.1 },
      fallback: { after: fallbackKinds },
      deadline: { ms: 300, propagate: true },
    })
  })

  test.each([
    [
      { breaker: { consecutive: 3, ratio: 0.5 } },
      "lanes[0].policy.breaker.ratio: it counts 'consecutive' failures; write one or the other",
    ],
    [
      { hedge: { afterMs: 10, percentile: 90 } },
      "lanes[0].policy.hedge.percentile: it hedges after 'afterMs'; write one or the other",
    ],
    [{ retry: { delayMs: 500, maxDelayMs: 100 } }, 'lanes[0].policy.retry.maxDelayMs: 100 is below delayMs (500)'],
    [{ retry: { jitter: 'ful' } }, "lanes[0].policy.retry.jitter: 'ful' is not a jitter; did you mean 'full'?"],
    [{ fallback: { after: [] } }, 'lanes[0].policy.fallback.after: empty; name what to fall back after'],
    [{ braker: {} }, "lanes[0].policy.braker: 'braker' is not known here; did you mean 'breaker'?"],
    [{ deadline: {} }, 'lanes[0].policy.deadline.ms: missing; it must be a number from 1 to 60000'],
  ])('is refused with the field that is wrong', (written, issue) => {
    expect(issuesOf(written)).toContain(issue)
  })

  test('is the same once it was written and read again', () => {
    const ms = fc.integer({ min: 100, max: 5000 })
    const partly = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T, ...needed: (keyof T & string)[]) =>
      fc.record(fields, { requiredKeys: needed })
    const anyPolicy = partly({
      deadline: partly({ ms, propagate: fc.boolean() }, 'ms'),
      retry: partly({
        attempts: fc.integer({ min: 1, max: 20 }),
        delayMs: fc.nat(100),
        backoff: fc.constantFrom(...backoffs),
        maxDelayMs: ms,
        jitter: fc.constantFrom(...jitters),
        on: fc.uniqueArray(fc.constantFrom(...retryableKinds), { minLength: 1 }),
        budget: partly({ ratio: fc.constantFrom(0, 0.2, 1), reserve: fc.nat(20) }),
      }),
      breaker: fc.oneof(
        partly(
          { consecutive: fc.integer({ min: 1, max: 9 }), breakMs: ms, probes: fc.integer({ min: 1, max: 3 }) },
          'consecutive',
        ),
        partly({
          ratio: fc.constantFrom(0.1, 0.5),
          minimum: fc.integer({ min: 1, max: 30 }),
          windowMs: ms,
          breakMs: ms,
        }),
      ),
      bulkhead: partly({ concurrent: fc.integer({ min: 1, max: 9 }), queueLimit: fc.nat(3) }, 'concurrent'),
      hedge: fc.oneof(
        partly({ afterMs: ms, maxShare: fc.constantFrom(0.1, 1) }, 'afterMs'),
        partly({ percentile: fc.constantFrom(95, 99), most: fc.integer({ min: 1, max: 3 }) }),
      ),
      fallback: partly({ after: fc.uniqueArray(fc.constantFrom(...fallbackKinds), { minLength: 1 }) }),
      rateLimit: partly({ rateRps: ms, burst: fc.integer({ min: 1, max: 20 }), waitMs: fc.nat(9) }, 'rateRps'),
      balance: fc.constantFrom(...balances),
    })
    fc.assert(
      fc.property(anyPolicy, (written) => {
        const first = parsed(written)
        expect(first.ok).toBe(true)
        expect(first.ok && parseExperiment(writtenFormOf(first.experiment))).toEqual(first)
      }),
    )
  })
})
