import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

const US_PER_S = 1e6

test('in any stretch of time no more go than the burst and the rate allow, and each has its turn in order', () => {
  const anySpec = fc.record({
    rateRps: fc.integer({ min: 1, max: 100 }),
    burst: fc.integer({ min: 1, max: 20 }),
    waitMs: fc.nat(500),
  })
  fc.assert(
    fc.property(anySpec, fc.array(fc.nat(50_000), { maxLength: 200 }), (spec, gapsUs) => {
      const bucket = new TokenBucket(spec)
      let nowUs = 0
      const goesUs: number[] = []
      for (const gapUs of gapsUs) {
        nowUs += gapUs
        const waitUs = bucket.take(nowUs)
        if (waitUs === null) continue
        expect(waitUs).toBeLessThanOrEqual(spec.waitMs * 1000 + 1)
        goesUs.push(nowUs + waitUs)
      }
      expect(goesUs).toEqual(goesUs.toSorted((a, b) => a - b))
      for (const [at, fromUs] of goesUs.entries()) {
        for (let to = at; to < goesUs.length; to++) {
          const passedS = ((goesUs[to] as number) - fromUs) / US_PER_S
          expect(to - at + 1).toBeLessThanOrEqual(spec.burst + spec.rateRps * passedS + 1e-6 + 1)
        }
      }
    }),
  )
})

test('who would wait too long is refused, and takes nothing with them', () => {
  const bucket = new TokenBucket({ rateRps: 10, burst: 1, waitMs: 150 })
  expect([0, 0, 0, 0].map((us) => bucket.take(us))).toEqual([0, 100_000, null, null])
  expect(bucket.take(100_000)).toBe(100_000)
})
