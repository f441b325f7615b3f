import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { Flusher, type FlushPolicy } from './flusher.ts'

/** A disk that takes as long as the test wants. */
function slowDisk(policy: FlushPolicy) {
  const timers = new VirtualTimers()
  const syncs: PromiseWithResolvers<void>[] = []
  const sync = () => {
    const one = Promise.withResolvers<void>()
    syncs.push(one)
    return one.promise
  }
  return { flusher: new Flusher({ policy, timers, sync }), syncs, timers }
}

it('lets all that come while one is under way share the next', async () => {
  const { flusher, syncs } = slowDisk({ is: 'every-acknowledgement' })
  const done: string[] = []
  const write = (name: string) => {
    flusher.wrote()
    return flusher.flushed().then(() => done.push(name))
  }
  const first = write('a')
  const others = ['b', 'c', 'd'].map(write)
  expect(syncs.length).toBe(1)
  syncs[0]?.resolve()
  await first
  expect(done).toEqual(['a'])
  await Promise.resolve()
  expect(syncs.length).toBe(2)
  syncs[1]?.resolve()
  await Promise.all(others)
  expect(done).toEqual(['a', 'b', 'c', 'd'])
  expect(syncs.length).toBe(2)
  await flusher.flushed()
  expect(syncs.length).toBe(2)
})

it('acknowledges at once where it flushes every so often, and does that only when there is something', async () => {
  const { flusher, syncs, timers } = slowDisk({ is: 'interval', everyMs: 100 })
  flusher.wrote()
  await flusher.flushed()
  expect(syncs.length).toBe(0)
  await timers.advanceTo(100_000)
  expect(syncs.length).toBe(1)
  syncs[0]?.resolve()
  await timers.advanceTo(1_000_000)
  expect(syncs.length).toBe(1)
})

it('never trusts a disk again that has failed once', async () => {
  const { flusher, syncs } = slowDisk({ is: 'every-acknowledgement' })
  flusher.wrote()
  const first = flusher.flushed()
  flusher.wrote()
  const second = flusher.flushed()
  syncs[0]?.reject(new Error('EIO'))
  await expect(first).rejects.toThrow('EIO')
  await expect(second).rejects.toThrow('EIO')
  expect(syncs.length).toBe(1)
  expect(flusher.failure?.message).toBe('EIO')
})
