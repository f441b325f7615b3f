import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { joinOf } from '../group/group.fixture.ts'
import { Groups } from '../group/groups.ts'
import { Transactions } from '../txn/transactions.ts'
import { Kept } from './kept.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kafka-kept-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

async function open() {
  const timers = new VirtualTimers()
  const kept = new Kept({ dir, flush: { is: 'every-acknowledgement' }, timers })
  const groups = new Groups({
    timers,
    initialRebalanceDelayMs: 0,
    limits: { groups: 2, groupMembers: 10 },
    onRebalance: () => {},
    ...kept.groups,
  })
  const transactions = new Transactions({
    timers,
    maxTimeoutMs: 60_000,
    maxTransactionalIds: 10,
    mark: async () => {},
    settle: (group, producerId, isCommit) => void groups.get(group)?.offsets.settle(producerId, isCommit),
    ...kept.transactions,
  })
  await kept.restore({ groups, transactions })
  return { kept, groups, transactions }
}

const commit = (offset: number) => ({ topic: 'orders', partition: 1, offset, leaderEpoch: 0, metadata: 'm' })

it.each(['close', 'crash', 'powerLoss'] as const)(
  'remembers groups, offsets and producers through: %s',
  async (how) => {
    const before = await open()
    const entry = before.groups.getOrCreate('g')
    await entry?.group.join(joinOf())
    entry?.offsets.commit(commit(5))
    entry?.offsets.commit(commit(7))
    const producer = await before.transactions.begin({
      transactionalId: 't',
      timeoutMs: 1000,
      producerId: -1,
      producerEpoch: -1,
    })
    entry?.offsets.commitLater(producer.producerId, [commit(9)])
    // What it answers may be relied on, and so may all before it.
    await before.transactions.addGroup({ transactionalId: 't', ...producer }, 'g')
    await before.kept[how]()

    const after = await open()
    const again = after.groups.get('g')
    expect(again?.offsets.get('orders', 1)).toEqual({ offset: 7, leaderEpoch: 0, metadata: 'm' })
    expect(again?.offsets.isPending('orders', 1)).toBe(true)
    expect(again?.group.state).toBe('empty')
    expect((await again?.group.join(joinOf()))?.generation).toBe(2)
    expect(await after.transactions.end({ transactionalId: 't', ...producer }, true)).toBe('NONE')
    expect(again?.offsets.get('orders', 1)?.offset).toBe(9)
    after.groups.forgetTopic('orders')
    await after.kept.close()

    const last = await open()
    expect(last.groups.get('g')?.offsets.isEmpty).toBe(true)
    await last.kept.close()
  },
)

it('has room for so many groups, and gives up those that nobody uses', async () => {
  const { groups, kept } = await open()
  groups.getOrCreate('used')?.offsets.commit(commit(1))
  groups.getOrCreate('unused')
  expect(groups.getOrCreate('another')).not.toBeNull()
  expect(groups.get('unused')).toBeUndefined()
  await groups.get('another')?.group.join(joinOf())
  expect(groups.getOrCreate('one too many')).toBeNull()
  expect(groups.delete('another')).toBe('NON_EMPTY_GROUP')
  expect(groups.delete('used')).toBe('NONE')
  expect(groups.delete('used')).toBe('GROUP_ID_NOT_FOUND')
  await kept.close()
})
