import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalQuantile, sampleMs } from './distribution.ts'
import type { Distribution } from './experiment.ts'
import { createRandom } from './random.ts'

const distributions: Distribution[] = [
  { dist: 'constant', ms: 7 },
  { dist: 'uniform', minMs: 2, maxMs: 12 },
  { dist: 'exponential', meanMs: 10 },
  { dist: 'lognormal', p50Ms: 5, p99Ms: 20 },
  { dist: 'quantiles', p50Ms: 5, p90Ms: 8, p99Ms: 300 },
]

test('the normal quantile inverts the integral of the normal density', () => {
  const step = 1e-3
  let below = 0.5
  for (let x = 0; x < 4; x += step) {
    // Simpson's rule over one step.
    const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI)
    below += (step / 6) * (density(x) + 4 * density(x + step / 2) + density(x + step))
    expect(normalQuantile(below)).toBeCloseTo(x + step, 6)
    expect(normalQuantile(1 - below)).toBeCloseTo(-(x + step), 6)
  }
})

describe('sampleMs', () => {
  test('a lognormal has the median and the p99 it was asked for', () => {
    const lognormal: Distribution = { dist: 'lognormal', p50Ms: 5, p99Ms: 20 }
    expect(sampleMs(lognormal, 0.5)).toBeCloseTo(5, 6)
    expect(sampleMs(lognormal, 0.99)).toBeCloseTo(20, 6)
    expect(sampleMs({ dist: 'lognormal', p50Ms: 5, p99Ms: 5 }, 0.9)).toBe(5)
  })

  test('an exponential has the mean it was asked for, a uniform its ends', () => {
    const n = 10_000
    let sum = 0
    for (let i = 0; i < n; i++) sum += sampleMs({ dist: 'exponential', meanMs: 10 }, (i + 0.5) / n)
    expect(sum / n).toBeCloseTo(10, 1)
    expect(sampleMs({ dist: 'uniform', minMs: 2, maxMs: 12 }, 0)).toBe(2)
    expect(sampleMs({ dist: 'uniform', minMs: 2, maxMs: 12 }, 0.25)).toBe(4.5)
  })

  const quantiles = fc
    .tuple(
      fc.double({ min: 0.001, max: 1e4, noNaN: true }),
      fc.double({ min: 1, max: 50, noNaN: true }),
      fc.double({ min: 1, max: 50, noNaN: true }),
    )
    .map(([p50Ms, to90, to99]): Extract<Distribution, { dist: 'quantiles' }> => {
      const p90Ms = p50Ms * to90
      return { dist: 'quantiles', p50Ms, p90Ms, p99Ms: p90Ms * to99 }
    })

  test('goes through the quantiles it was asked for, whatever they are', () => {
    fc.assert(
      fc.property(quantiles, (asked) => {
        for (const [u, ms] of [
          [0.5, asked.p50Ms],
          [0.9, asked.p90Ms],
          [0.99, asked.p99Ms],
          [0.1, asked.p50Ms ** 2 / asked.p90Ms],
          [0.999, 2 * asked.p99Ms - asked.p90Ms],
        ] as const) {
          expect(sampleMs(asked, u) / ms).toBeCloseTo(1, 6)
        }
      }),
    )
  })

  test('what is drawn lies below each of them as often as it should', () => {
    const n = 20_000
    fc.assert(
      fc.property(quantiles, fc.nat(), (asked, seed) => {
        const random = createRandom(seed)
        const drawn = Array.from({ length: n }, () => sampleMs(asked, random.next()))
        for (const [share, ms] of [
          [0.5, asked.p50Ms],
          [0.9, asked.p90Ms],
          [0.99, asked.p99Ms],
        ] as const) {
          const below = drawn.filter((each) => each <= ms * (1 + 1e-9)).length / n
          // Five standard errors of a share; equal quantiles pile up on one value.
          expect(below).toBeGreaterThan(share - 5 * Math.sqrt((share * (1 - share)) / n))
          const under = drawn.filter((each) => each < ms * (1 - 1e-9)).length / n
          expect(under).toBeLessThan(share + 5 * Math.sqrt((share * (1 - share)) / n))
        }
      }),
      { numRuns: 20 },
    )
  })

  test('grows with u, is finite at the ends and never negative', () => {
    const u = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom(...distributions), u, u, (distribution, a, b) => {
        const [low, high] = [sampleMs(distribution, Math.min(a, b)), sampleMs(distribution, Math.max(a, b))]
        expect(low).toBeLessThanOrEqual(high)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(Number.isFinite(high)).toBe(true)
      }),
    )
    for (const distribution of distributions) {
      expect(Number.isFinite(sampleMs(distribution, 0))).toBe(true)
      expect(Number.isFinite(sampleMs(distribution, 1))).toBe(true)
    }
  })
})
