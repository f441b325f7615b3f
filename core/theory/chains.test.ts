/** What a tree of services does to a share: held against the closed formulas, with the draws that services really make. */
import { describe, expect, test } from 'vitest'
import { sampleMs } from '#core/distribution.ts'
import type { Distribution } from '#core/experiment.ts'
import { uniform } from '#core/random.ts'
import { holds, wilson } from './interval.ts'

const ORDERS = 4000
const SLOW_MS = 600
const work: Distribution = { dist: 'quantiles', p50Ms: 20, p90Ms: 40, p99Ms: SLOW_MS }

/** As the service draws it: from the order's number, the edge and which of its calls it is. */
const workMs = (seq: number, edge: string, call: number) => sampleMs(work, uniform(7, 'work', 'a', seq, edge, call))

const times = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('a fan-out', () => {
  test.each([1, 10, 100])('of %i meets a slow one in 1 − (1 − p)ⁿ of the orders', (n) => {
    const slow = times(ORDERS).filter((seq) => times(n).some((call) => workMs(seq, 'e1.1', call) >= SLOW_MS)).length
    expect(holds(1 - 0.99 ** n, wilson(slow, ORDERS, 0.999)), `${slow} of ${ORDERS}`).toBe(true)
  })
})

describe('a chain', () => {
  test.each([1, 3, 5])('of %i services of which each answers in time with a is in time with aⁿ', (n) => {
    const inTime = times(ORDERS).filter((seq) => times(n).every((hop) => workMs(seq, `e1.${hop}`, 0) < 40)).length
    expect(holds(0.9 ** n, wilson(inTime, ORDERS, 0.999)), `${inTime} of ${ORDERS}`).toBe(true)
  })
})
