import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { type TransactionFact, Transactions, type TransactionsOptions } from './transactions.ts'

const MS = 1000
const first = { transactionalId: 'payments', timeoutMs: 1000, producerId: -1, producerEpoch: -1 }
const places = [
  { topic: 'a', index: 0 },
  { topic: 'b', index: 1 },
]

function coordinator(given: Partial<TransactionsOptions> = {}) {
  const timers = new VirtualTimers()
  const marks: string[] = []
  const settled: string[] = []
  const facts: TransactionFact[] = []
  const transactions = new Transactions({
    timers,
    maxTimeoutMs: 60_000,
    maxTransactionalIds: 100,
    async mark({ topic, index }, { producerId, producerEpoch, isCommit }) {
      marks.push(`${topic}/${index} ${producerId}:${producerEpoch} ${isCommit ? 'commit' : 'abort'}`)
    },
    settle: (group, producerId, isCommit) => settled.push(`${group} ${producerId} ${isCommit ? 'commit' : 'abort'}`),
    keep: (fact) => facts.push(fact),
    kept: async () => {},
    ...given,
  })
  const begin = async (more: Partial<typeof first> = {}) => {
    const { error, producerId, producerEpoch } = await transactions.begin({ ...first, ...more })
    return { error, transactionalId: more.transactionalId ?? first.transactionalId, producerId, producerEpoch }
  }
  return { transactions, timers, marks, settled, facts, begin }
}

it('writes the end into every partition and tells every group', async () => {
  const { transactions, marks, settled, begin } = coordinator()
  const producer = await begin()
  expect(producer).toMatchObject({ error: 'NONE', producerEpoch: 0 })
  expect(transactions.checkGroup(producer, 'g')).toBe('INVALID_TXN_STATE')
  expect(await transactions.addPartitions(producer, places)).toBe('NONE')
  expect(await transactions.addGroup(producer, 'g')).toBe('NONE')
  expect(transactions.checkGroup(producer, 'g')).toBe('NONE')
  expect(await transactions.end(producer, true)).toBe('NONE')
  expect(marks).toEqual(['a/0 1:0 commit', 'b/1 1:0 commit'])
  expect(settled).toEqual(['g 1 commit'])
  // Its answer was lost, and it asks again.
  expect(await transactions.end(producer, true)).toBe('NONE')
  expect(await transactions.end(producer, false)).toBe('INVALID_TXN_STATE')
  expect(marks.length).toBe(2)
})

it('fences the one before when another one begins, and aborts what it left', async () => {
  const { transactions, marks, begin } = coordinator()
  const old = await begin()
  await transactions.addPartitions(old, places.slice(0, 1))
  const young = await begin()
  expect(young).toMatchObject({ producerId: old.producerId, producerEpoch: 1 })
  expect(marks).toEqual(['a/0 1:1 abort'])
  expect(await transactions.addPartitions(old, places)).toBe('PRODUCER_FENCED')
  expect(await transactions.end(old, true)).toBe('PRODUCER_FENCED')
  expect(await begin({ producerId: old.producerId, producerEpoch: old.producerEpoch })).toMatchObject({
    error: 'PRODUCER_FENCED',
  })
  expect(await transactions.end({ ...young, producerId: 99 }, true)).toBe('INVALID_PRODUCER_ID_MAPPING')
})

it('aborts what has been open for too long', async () => {
  const { transactions, timers, marks, begin } = coordinator()
  const producer = await begin()
  await transactions.addPartitions(producer, places)
  await timers.advanceTo(999 * MS)
  expect(marks).toEqual([])
  await timers.advanceTo(1001 * MS)
  expect(marks).toEqual(['a/0 1:1 abort', 'b/1 1:1 abort'])
  expect(await transactions.end(producer, true)).toBe('PRODUCER_FENCED')
})

it('keeps how it ends before it writes the first marker, and lets nobody in meanwhile', async () => {
  const disk = Promise.withResolvers<void>()
  let isSlow = false
  const { transactions, marks, begin } = coordinator({ kept: () => (isSlow ? disk.promise : Promise.resolve()) })
  const producer = await begin()
  await transactions.addPartitions(producer, places)
  isSlow = true
  const ended = transactions.end(producer, true)
  await Promise.resolve()
  expect(marks).toEqual([])
  expect(await transactions.addPartitions(producer, places)).toBe('CONCURRENT_TRANSACTIONS')
  expect(await begin()).toMatchObject({ error: 'CONCURRENT_TRANSACTIONS' })
  disk.resolve()
  expect(await ended).toBe('NONE')
  expect(marks.length).toBe(2)
})

it('goes on after a restart at every point: open is open, ending ends the way that was said', async () => {
  const before = coordinator()
  const producer = await before.begin()
  await before.transactions.addPartitions(producer, places)
  await before.transactions.addGroup(producer, 'g')
  const open = [...before.facts]
  await before.transactions.end(producer, true)
  for (let cut = open.length; cut <= before.facts.length; cut++) {
    const after = coordinator()
    await after.transactions.restore(before.facts.slice(0, cut))
    expect(await after.transactions.end(producer, true)).toBe('NONE')
    const isOver = cut === before.facts.length
    expect(after.marks).toEqual(isOver ? [] : ['a/0 1:0 commit', 'b/1 1:0 commit'])
    expect(after.settled).toEqual(isOver ? [] : ['g 1 commit'])
    expect((await after.begin({ transactionalId: 'other' })).producerId).toBe(2)
  }
  const late = coordinator()
  await late.transactions.restore(open)
  await late.timers.advanceTo(1001 * MS)
  expect(late.marks).toEqual(['a/0 1:1 abort', 'b/1 1:1 abort'])
  const again = coordinator()
  await again.transactions.restore(late.transactions.snapshot())
  expect(again.transactions.snapshot()).toEqual(late.transactions.snapshot())
})

it('adds nothing to a transaction before that is kept', async () => {
  const disk = Promise.withResolvers<void>()
  let isSlow = false
  const { transactions, begin } = coordinator({ kept: () => (isSlow ? disk.promise : Promise.resolve()) })
  const producer = await begin()
  isSlow = true
  const answered: string[] = []
  const all = [transactions.addPartitions(producer, places), transactions.addGroup(producer, 'g')]
  for (const one of all) void Promise.resolve(one).then((error) => answered.push(error))
  await new Promise(setImmediate)
  expect(answered).toEqual([])
  disk.resolve()
  await expect.poll(() => answered).toEqual(['NONE', 'NONE'])
})

it('gives a new id when the epochs are used up', async () => {
  const { transactions, begin } = coordinator()
  await begin()
  const [kept] = transactions.snapshot().filter((fact) => fact.is === 'producer')
  const after = coordinator()
  if (kept)
    await after.transactions.restore([
      { is: 'next-producer-id', nextId: 2 },
      { ...kept, epoch: 32_766 },
    ])
  expect(await after.begin()).toMatchObject({ error: 'NONE', producerId: 2, producerEpoch: 0 })
})

it('forgets who began longest ago and has nothing open, when there are too many', async () => {
  const { transactions, begin } = coordinator({ maxTransactionalIds: 2 })
  const a = await begin({ transactionalId: 'a' })
  await transactions.addPartitions(a, places)
  const b = await begin({ transactionalId: 'b' })
  const c = await begin({ transactionalId: 'c' })
  expect(await transactions.addPartitions(b, places)).toBe('INVALID_PRODUCER_ID_MAPPING')
  await transactions.addPartitions(c, places)
  expect(await begin({ transactionalId: 'd' })).toMatchObject({ error: 'COORDINATOR_NOT_AVAILABLE' })
})
