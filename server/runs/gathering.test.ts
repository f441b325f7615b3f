import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Gathering } from './gathering.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const audience = { watchers: 3, withinMs: 1000, settleMs: 200 }

async function isComplete({ complete }: Gathering): Promise<boolean> {
  return Promise.race([complete.then(() => true), Promise.resolve().then(() => false)])
}

test('when as many watch as are expected they have a moment to draw, and then it is complete', async () => {
  const gathering = new Gathering(audience)
  gathering.count(2)
  await vi.advanceTimersByTimeAsync(500)
  gathering.count(3)
  await vi.advanceTimersByTimeAsync(199)
  gathering.count(4)
  expect(await isComplete(gathering)).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await isComplete(gathering)).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('whoever does not come is waited for no longer than was said', async () => {
  const gathering = new Gathering(audience)
  gathering.count(2)
  await vi.advanceTimersByTimeAsync(999)
  expect(await isComplete(gathering)).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await isComplete(gathering)).toBe(true)
})

test('where nobody is expected it is complete at once', async () => {
  expect(await isComplete(new Gathering({ ...audience, watchers: 0 }))).toBe(true)
})
