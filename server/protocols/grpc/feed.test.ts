import { Code } from '@connectrpc/connect'
import { describe, expect, it } from 'vitest'
import { Feed } from './feed.ts'

const take = async <T>(items: AsyncGenerator<T>, count: number) => {
  const taken: T[] = []
  while (taken.length < count) taken.push((await items.next()).value as T)
  return taken
}

describe('a feed', () => {
  it('tells every watcher what is published while it watches, in order', async () => {
    const feed = new Feed<number>()
    const { signal } = new AbortController()
    feed.publish(0)
    const first = feed.watch(signal)
    const firstTaken = take(first, 3)
    feed.publish(1)
    const second = feed.watch(signal)
    const secondTaken = take(second, 2)
    feed.publish(2)
    feed.publish(3)
    expect(await firstTaken).toEqual([1, 2, 3])
    expect(await secondTaken).toEqual([2, 3])
    await first.return(undefined)
    await second.return(undefined)
    expect(feed.watchers).toBe(0)
  })

  it('drops who reads too slowly, and nobody else', async () => {
    const feed = new Feed<number>(2)
    const { signal } = new AbortController()
    const slow = feed.watch(signal)
    const quick = feed.watch(signal)
    const begun = [slow.next(), quick.next()]
    for (let item = 0; item < 4; item++) {
      feed.publish(item)
      if (item > 0) await quick.next()
    }
    await Promise.all(begun)
    await expect(slow.next()).rejects.toMatchObject({ code: Code.ResourceExhausted })
    expect(feed.watchers).toBe(1)
    await quick.return(undefined)
  })

  it('ends with the signal of who watches', async () => {
    const feed = new Feed<number>()
    const hangUp = new AbortController()
    const next = feed.watch(hangUp.signal).next()
    hangUp.abort(new Error('enough'))
    await expect(next).rejects.toMatchObject({ code: Code.Canceled })
    expect(feed.watchers).toBe(0)
  })
})
