import { expect, test } from 'vitest'
import { cpuMsOf, meanOf, rateKept } from './measure.ts'

test('a shell’s times are read: of what it called, not of itself', () => {
  expect(cpuMsOf('0m9.00s 0m9.00s\n1m2.50s 0m0.30s\n')).toBeCloseTo(62_800)
  expect(cpuMsOf('0m0.000000s 0m0.001000s\n0m0.410000s 0m0.090000s')).toBeCloseTo(500)
  expect(() => cpuMsOf('nothing of the kind')).toThrow('not what times says')
})

test('a rate is kept where nearly all of it was reached', () => {
  expect(rateKept({ achievedRps: 980 }, 1000)).toBe(true)
  expect(rateKept({ achievedRps: 979 }, 1000)).toBe(false)
})

test('blocks are put together number by number, failures added up', () => {
  const block = { achievedRps: 10, failed: 1, p50Ms: 2, p99Ms: 4, cpuMsPer1000: 100 }
  const other = { achievedRps: 30, failed: 2, p50Ms: 4, p99Ms: 8, cpuMsPer1000: 300 }
  expect(meanOf([block, other])).toEqual({ achievedRps: 20, failed: 3, p50Ms: 3, p99Ms: 6, cpuMsPer1000: 200 })
})
