import { expect, test } from 'vitest'
import { Bucket } from './bucket.ts'

const S = 1_000_000

test('so much at once, then so much a second, and never more than at once', () => {
  const bucket = new Bucket({ burst: 3, perS: 2 }, 0)
  const take = (nowUs: number) => bucket.take(nowUs)
  expect([0, 0, 0, 0].map(take)).toEqual([true, true, true, false])
  expect([0.5 * S, 0.5 * S].map(take)).toEqual([true, false])
  expect(bucket.isFull(1 * S)).toBe(false)
  expect(bucket.isFull(60 * S)).toBe(true)
  expect([60 * S, 60 * S, 60 * S, 60 * S].map(take)).toEqual([true, true, true, false])
})
