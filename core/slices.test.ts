import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SLICE_S, slicesOf } from './slices.ts'

test('ABBA, the first of each lane to warm up, the last as long as there is time', () => {
  expect(slicesOf(['a', 'b'], 5)).toEqual([
    { lane: 'a', fromS: 0, toS: 2, warmUp: true },
    { lane: 'b', fromS: 0, toS: 2, warmUp: true },
    { lane: 'b', fromS: 2, toS: 4, warmUp: false },
    { lane: 'a', fromS: 2, toS: 4, warmUp: false },
    { lane: 'a', fromS: 4, toS: 5, warmUp: false },
    { lane: 'b', fromS: 4, toS: 5, warmUp: false },
  ])
})

test('every lane gets all of the time, without a gap, whatever the number of lanes and the length', () => {
  const lanes = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(lanes, fc.integer({ min: 1, max: 600 }), (ids, tenths) => {
      const durationS = tenths / 10
      const slices = slicesOf(ids, durationS)
      for (const id of ids) {
        const mine = slices.filter(({ lane }) => lane === id)
        mine.forEach(({ fromS, toS, warmUp }, at) => {
          expect(fromS).toBe(mine[at - 1]?.toS ?? 0)
          expect(toS - fromS).toBeLessThanOrEqual(SLICE_S)
          expect(warmUp).toBe(at === 0)
        })
        expect(mine.at(-1)?.toS).toBe(durationS)
      }
    }),
  )
})
