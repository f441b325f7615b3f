/** Consumers that come, go, crash, are late and commit, in any order: what must hold all the same. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { assign, joinOf, partitionsIn } from './group.fixture.ts'
import { Groups } from './groups.ts'
import type { Joined } from './member.ts'

const PARTITIONS = 6
const SESSION_MS = 1000
const US_PER_MS = 1000

interface Consumer {
  memberId: string
  instanceId: string | null
  generation: number
  isGone: boolean
}

const who = fc.nat(4)
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('join' as const), who, isStatic: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ is: fc.constant('heartbeat' as const), who }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('leave' as const), who }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('crash' as const), who }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('commit' as const), who, partition: fc.nat(PARTITIONS - 1) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('wait' as const), ms: fc.nat(800) }) },
)

it('never has two owners of a partition in a generation, and no offset goes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 80, size: 'max' }), async (commands) => {
      const timers = new VirtualTimers()
      const generations: number[] = []
      const groups = new Groups({
        timers,
        initialRebalanceDelayMs: 0,
        limits: { groups: 10, groupMembers: 10 },
        onRebalance: (_, { generation, reason }) => {
          expect(reason).not.toBe('')
          generations.push(generation)
        },
        keep: () => {},
        kept: async () => {},
      })
      const entry = groups.getOrCreate('orders')
      if (!entry) throw new Error('no room')
      const { group, offsets } = entry
      const consumers = new Map<number, Consumer>()
      /** Per generation, who has it. A static member that came back has another id, but is the same. */
      const owners = new Map<string, string>()
      const processed = new Map<number, number>()
      const committed = new Map<number, number>()
      const holds = new Map<Consumer, number[]>()

      const take = async (consumer: Consumer, joined: Joined) => {
        if (joined.error !== 'NONE' || consumer.isGone) return
        Object.assign(consumer, { memberId: joined.memberId, generation: joined.generation })
        const { memberId, instanceId, generation } = consumer
        const synced = await group.sync({
          memberId,
          instanceId,
          generation,
          protocolType: null,
          protocol: null,
          assignments: assign(joined, PARTITIONS),
        })
        if (synced.error !== 'NONE') return
        const own = partitionsIn(synced.assignment)
        for (const partition of own) {
          const key = `${generation}/${partition}`
          const owner = instanceId ?? memberId
          expect(owners.get(key) ?? owner).toBe(owner)
          owners.set(key, owner)
        }
        holds.set(consumer, own)
        // Where it goes on: what was committed last.
        for (const partition of own) processed.set(partition, offsets.get('topic', partition)?.offset ?? 0)
      }

      for (const one of commands) {
        if (one.is === 'wait') {
          await timers.advanceTo(timers.nowUs() + one.ms * US_PER_MS)
          continue
        }
        const consumer = consumers.get(one.who)
        if (one.is === 'join') {
          const known = consumer && !consumer.isGone ? consumer : null
          const instanceId = one.isStatic ? `instance ${one.who}` : null
          const its = known ?? { memberId: '', instanceId, generation: -1, isGone: false }
          consumers.set(one.who, its)
          const request = { memberId: its.memberId, instanceId: its.instanceId, clientId: `client ${one.who}` }
          void group
            .join(joinOf({ ...request, sessionTimeoutMs: SESSION_MS, rebalanceTimeoutMs: 2 * SESSION_MS }))
            .then((joined) => {
              if (joined.error === 'UNKNOWN_MEMBER_ID' || joined.error === 'FENCED_INSTANCE_ID') its.isGone = true
              return take(its, joined)
            })
        } else if (!consumer) continue
        else if (one.is === 'crash') consumer.isGone = true
        else if (one.is === 'heartbeat') group.heartbeat(consumer)
        else if (one.is === 'leave') {
          group.leave({ ...consumer, reason: null })
          consumer.isGone = true
        } else {
          const { partition } = one
          if (!holds.get(consumer)?.includes(partition)) continue
          // A consumer that was put out goes on for a while, and commits: it must not be let.
          const offset = (processed.get(partition) ?? 0) + 1
          expect(group.commitRefused({ ...consumer, generation: consumer.generation - 1 })).not.toBeNull()
          if (group.commitRefused(consumer) === null) {
            expect(consumer.generation).toBe(group.generation)
            processed.set(partition, offset)
            offsets.commit({ topic: 'topic', partition, offset, leaderEpoch: 0, metadata: null })
            expect(offset).toBeGreaterThan(committed.get(partition) ?? 0)
            committed.set(partition, offset)
          }
        }
        await timers.advanceTo(timers.nowUs())
      }
      expect(generations).toEqual([...new Set(generations)].sort((a, b) => a - b))
      // Whatever happened: when nobody is heard of any more, nobody is in it, and nobody waits.
      await timers.advanceTo(timers.nowUs() + 10 * SESSION_MS * US_PER_MS)
      expect(group.state).toBe('empty')
      for (const [partition, offset] of committed) expect(offsets.get('topic', partition)?.offset).toBe(offset)
    }),
    { numRuns: 300 },
  )
})
