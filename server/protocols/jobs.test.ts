import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Receipt, receiptFor } from '#core/order.ts'
import { Jobs } from './jobs.ts'
import { ServiceRefusal } from './protocol.ts'

const receiptOf = (orderId: string) => receiptFor({ orderId, customerId: 'c', items: [], note: '' })
const limits = { working: 2, ended: 2, keptMs: 1000 }

function opened() {
  const clock = { nowMs: 0 }
  const jobs = new Jobs(limits, () => clock.nowMs)
  const begin = async (orderId: string) => {
    const work = Promise.withResolvers<Receipt>()
    await jobs.accept(orderId, () => work.promise)
    return work
  }
  const done = (orderId: string) => jobs.accept(orderId, async () => receiptOf(orderId))
  return { clock, jobs, begin, done }
}

it('tells of an accepted order that it is being worked on, then how it ended', async () => {
  const { jobs, begin } = opened()
  expect(jobs.get('a')).toBeNull()
  const [a, b] = [await begin('a'), await begin('b')]
  expect(jobs.get('a')).toEqual({ is: 'working' })
  a.resolve(receiptOf('a'))
  b.reject(new ServiceRefusal('rejected', 'no'))
  await nextTurn()
  expect(jobs.get('a')).toEqual({ is: 'done', receipt: receiptOf('a') })
  expect(jobs.get('b')).toMatchObject({ is: 'refused', refusal: { kind: 'rejected', message: 'no' } })
})

it('accepts nothing that the service refuses at once', async () => {
  const { jobs } = opened()
  const refused = jobs.accept('a', async () => {
    throw new ServiceRefusal('overloaded', 'the queue is full')
  })
  await expect(refused).rejects.toMatchObject({ kind: 'overloaded', message: 'the queue is full' })
  expect(jobs.get('a')).toBeNull()
})

it('is overloaded by one more than it may hold, and begins nothing for it', async () => {
  const { jobs, begin } = opened()
  const first = await begin('a')
  await begin('a')
  let begun = 0
  const third = () => jobs.accept('c', async () => receiptOf(`${++begun}`))
  await expect(third()).rejects.toMatchObject({ kind: 'overloaded' })
  expect(begun).toBe(0)
  first.resolve(receiptOf('a'))
  await nextTurn()
  await third()
  expect(begun).toBe(1)
})

it('forgets the oldest end over its number, and any over its age', async () => {
  const { clock, jobs, done } = opened()
  for (const orderId of ['a', 'b', 'c']) await done(orderId)
  expect(['a', 'b', 'c'].map((orderId) => jobs.get(orderId)?.is ?? null)).toEqual([null, 'done', 'done'])
  clock.nowMs = limits.keptMs
  expect(jobs.get('b')?.is).toBe('done')
  clock.nowMs = limits.keptMs + 1
  expect(jobs.get('b')).toBeNull()
  expect(jobs.get('c')).toBeNull()
})

it('tells about the later one of an order that was sent twice', async () => {
  const { jobs, begin } = opened()
  const [first, second] = [await begin('a'), await begin('a')]
  first.reject(new Error('broken'))
  await nextTurn()
  expect(jobs.get('a')).toEqual({ is: 'working' })
  second.resolve(receiptOf('a'))
  await nextTurn()
  expect(jobs.get('a')?.is).toBe('done')
})

it('tells everybody who waits how it ended, whoever comes later, too, and lets go of who gives up', async () => {
  const { jobs, begin } = opened()
  const work = await begin('a')
  const giveUp = new AbortController()
  const { signal } = new AbortController()
  const [patient, other, gone] = [signal, signal, giveUp.signal].map((each) => jobs.find('a')?.ended(each))
  giveUp.abort()
  expect(await gone).toBeNull()
  work.resolve(receiptOf('a'))
  const end = { is: 'done', receipt: receiptOf('a') }
  expect([await patient, await other]).toEqual([end, end])
  expect(await jobs.find('a')?.ended(signal)).toEqual(end)
  expect(jobs.find('b')).toBeNull()
})

it('hands out the job that was accepted, also where the same order is accepted again', async () => {
  const { jobs } = opened()
  const works = [Promise.withResolvers<Receipt>(), Promise.withResolvers<Receipt>()]
  const [first, second] = await Promise.all(works.map((work) => jobs.accept('a', () => work.promise)))
  works[0]?.reject(new ServiceRefusal('rejected', 'no'))
  works[1]?.resolve(receiptOf('a'))
  const { signal } = new AbortController()
  expect((await first?.ended(signal))?.is).toBe('refused')
  expect((await second?.ended(signal))?.is).toBe('done')
})
