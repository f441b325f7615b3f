import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Gauge } from './gauge.ts'

test('the area is the value times the time it held, tick by tick', () => {
  const gauge = new Gauge()
  gauge.begin(1000)
  expect(gauge.cut(1100)).toBeNull()
  gauge.add(1, 1150)
  gauge.add(1, 1175)
  gauge.add(-1, 1190)
  expect(gauge.cut(1200)).toEqual({ last: 1, peak: 2, areaUs: 25 + 2 * 15 + 10 })
  expect(gauge.cut(1300)).toEqual({ last: 1, peak: 1, areaUs: 100 })
  gauge.add(-1, 1300)
  expect(gauge.cut(1400)).toEqual({ last: 0, peak: 1, areaUs: 0 })
  expect(gauge.cut(1500)).toBeNull()
})

test('wherever it is cut and however late it is told: the areas add up to the sum of all stays', () => {
  const stay = fc.record({ fromUs: fc.nat(10_000), forUs: fc.nat(3000), lateUs: fc.nat(500) })
  const cuts = fc.array(fc.nat(14_000), { maxLength: 10 })
  fc.assert(
    fc.property(fc.array(stay), cuts, (stays, cutsUs) => {
      const gauge = new Gauge()
      const changes = stays.flatMap(({ fromUs, forUs, lateUs }) => [
        { by: 1, tUs: fromUs, toldUs: fromUs + lateUs },
        { by: -1, tUs: fromUs + forUs, toldUs: fromUs + forUs + lateUs },
      ])
      changes.sort((a, b) => a.toldUs - b.toldUs)
      let areaUs = 0
      for (const untilUs of [...cutsUs.sort((a, b) => a - b), 20_000]) {
        while ((changes[0]?.toldUs ?? Number.POSITIVE_INFINITY) < untilUs) {
          const { by, tUs } = changes.shift() as (typeof changes)[0]
          gauge.add(by, tUs)
        }
        areaUs += gauge.cut(untilUs)?.areaUs ?? 0
      }
      expect(areaUs).toBe(stays.reduce((sum, { forUs }) => sum + forUs, 0))
    }),
  )
})
