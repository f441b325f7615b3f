import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Gathering } from './gathering.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function isComplete({ complete }: Gathering): Promise<boolean> {
  return Promise.race([complete.then(() => true), Promise.resolve().then(() => false)])
}

test('it is complete when as many watch as are expected, and nobody waits for its time then', async () => {
  const gathering = new Gathering({ watchers: 3, withinMs: 1000 })
  gathering.count(2)
  expect(await isComplete(gathering)).toBe(false)
  gathering.count(3)
  expect(await isComplete(gathering)).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
})

test('whoever does not come is waited for no longer than was said', async () => {
  const gathering = new Gathering({ watchers: 3, withinMs: 1000 })
  await vi.advanceTimersByTimeAsync(999)
  expect(await isComplete(gathering)).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await isComplete(gathering)).toBe(true)
})

test('where nobody is expected it is complete at once', async () => {
  expect(await isComplete(new Gathering({ watchers: 0, withinMs: 1000 }))).toBe(true)
})
