import { expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { wilson } from '../theory/interval.ts'
import { HedgeDelay } from './hedge-delay.ts'

test('a fixed time is that time, whatever is seen', () => {
  const delay = new HedgeDelay({ afterMs: 20, most: 1, maxShare: 1 })
  delay.saw(1)
  expect(delay.us).toBe(20_000)
})

test('a percentile is not known before enough was seen', () => {
  const delay = new HedgeDelay({ percentile: 50, most: 1, maxShare: 1 })
  for (let n = 1; n < 20; n++) delay.saw(n)
  expect(delay.us).toBe(Number.POSITIVE_INFINITY)
  delay.saw(20)
  expect(delay.us).toBe(10)
})

test('at p95 one call in twenty is hedged, although of those only the lower bound is seen', () => {
  const delay = new HedgeDelay({ percentile: 95, most: 1, maxShare: 1 })
  const random = createRandom(11)
  let [hedged, calls] = [0, 0]
  for (let n = 0; n < 20_000; n++) {
    const draw = () => -Math.log(1 - random.next()) * 10_000
    const firstUs = draw()
    const waitedUs = Math.min(firstUs, delay.us + draw())
    if (n >= 500) {
      calls++
      if (firstUs > delay.us) hedged++
    }
    delay.saw(waitedUs)
  }
  // The percentile is itself an estimate from 500 calls, which is why the interval is not that of 20,000.
  const { low, high } = wilson(25, 500, 0.99)
  expect(hedged / calls).toBeGreaterThan(low)
  expect(hedged / calls).toBeLessThan(high)
})
