import { expect, it } from 'vitest'
import { Places } from './places.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('works on so many at once, in the order of arrival, and has room when a place is free', async () => {
  const places = new Places(2)
  const began: number[] = []
  const finish: (() => void)[] = []
  for (let work = 0; work < 4; work++) {
    places.run(() => {
      began.push(work)
      return new Promise((resolve) => finish.push(resolve))
    })
  }
  let hasRoom = false
  void places.room().then(() => {
    hasRoom = true
  })
  expect(began).toEqual([0, 1])
  finish[1]?.()
  await turn()
  expect(began).toEqual([0, 1, 2])
  finish[0]?.()
  finish[2]?.()
  await turn()
  expect(began).toEqual([0, 1, 2, 3])
  expect(hasRoom).toBe(true)
})
