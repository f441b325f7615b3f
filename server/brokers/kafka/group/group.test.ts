import { expect, it } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { assign, groupWith, joinOf } from './group.fixture.ts'
import type { Group } from './group.ts'
import type { Joined } from './member.ts'

const MS = 1000
const any = { protocolType: null, protocol: null }

function identityOf(joined: Joined, instanceId: string | null = null) {
  return { memberId: joined.memberId, instanceId, generation: joined.generation }
}

function sync(group: Group, joined: Joined, instanceId: string | null = null) {
  return group.sync({ ...identityOf(joined, instanceId), ...any, assignments: assign(joined, 4) })
}

it('gives an id first to who has none, and lets it in with that', async () => {
  const { group } = groupWith(new VirtualTimers())
  const asked = await group.join(joinOf({ mustHaveId: true }))
  expect(asked).toMatchObject({ error: 'MEMBER_ID_REQUIRED', memberId: expect.stringMatching(/^client-/) })
  const joined = await group.join(joinOf({ mustHaveId: true, memberId: asked.memberId }))
  expect(joined).toMatchObject({ error: 'NONE', generation: 1, leader: asked.memberId, protocol: 'range' })
  expect(await group.join(joinOf({ memberId: 'made up' }))).toMatchObject({ error: 'UNKNOWN_MEMBER_ID' })
})

it('shares what the leader assigns, and begins a generation when another one joins', async () => {
  const { group, rebalances } = groupWith(new VirtualTimers())
  const first = await group.join(joinOf({ clientId: 'a' }))
  expect((await sync(group, first)).assignment.toString()).toBe('0,1,2,3')
  expect(group.state).toBe('stable')
  const second = group.join(joinOf({ clientId: 'b' }))
  expect(group.heartbeat(identityOf(first))).toBe('REBALANCE_IN_PROGRESS')
  const again = await group.join(joinOf({ clientId: 'a', memberId: first.memberId }))
  const other = await second
  expect([again.generation, other.generation]).toEqual([2, 2])
  expect(other.members).toEqual([])
  const waiting = sync(group, other)
  expect(group.heartbeat(identityOf(other))).toBe('NONE')
  expect((await sync(group, again)).assignment.toString()).toBe('0,2')
  expect((await waiting).assignment.toString()).toBe('1,3')
  expect(group.heartbeat(identityOf(first))).toBe('ILLEGAL_GENERATION')
  expect(rebalances).toEqual([
    { generation: 1, members: 1, why: 'joined', reason: 'a joined' },
    { generation: 2, members: 2, why: 'joined', reason: 'b joined' },
  ])
})

it('puts out who is not heard of, and says so', async () => {
  const timers = new VirtualTimers()
  const { group, rebalances } = groupWith(timers)
  const joined = await group.join(joinOf({ sessionTimeoutMs: 1000 }))
  await sync(group, joined)
  await timers.advanceTo(900 * MS)
  expect(group.heartbeat(identityOf(joined))).toBe('NONE')
  await timers.advanceTo(1800 * MS)
  expect(group.state).toBe('stable')
  await timers.advanceTo(1901 * MS)
  expect(group.state).toBe('empty')
  expect(group.heartbeat(identityOf(joined))).toBe('UNKNOWN_MEMBER_ID')
  expect(rebalances.at(-1)).toEqual({
    generation: 2,
    members: 0,
    why: 'silent',
    reason: 'client was not heard of for 1000 ms',
  })
})

it('goes on without who does not join again in time', async () => {
  const timers = new VirtualTimers()
  const { group } = groupWith(timers)
  const slow = await group.join(joinOf({ clientId: 'slow', rebalanceTimeoutMs: 2000 }))
  await sync(group, slow)
  const quick = group.join(joinOf({ clientId: 'quick', rebalanceTimeoutMs: 2000 }))
  await timers.advanceTo(1999 * MS)
  expect(group.heartbeat(identityOf(slow))).toBe('REBALANCE_IN_PROGRESS')
  await timers.advanceTo(2001 * MS)
  expect(await quick).toMatchObject({ error: 'NONE', generation: 2, members: [{}] })
  expect(group.heartbeat(identityOf(slow))).toBe('UNKNOWN_MEMBER_ID')
})

it('keeps what a static member has when it comes back, and refuses who it was before', async () => {
  const { group, rebalances } = groupWith(new VirtualTimers())
  const first = await group.join(joinOf({ instanceId: 'one' }))
  const { assignment } = await sync(group, first, 'one')
  const back = await group.join(joinOf({ instanceId: 'one' }))
  expect(back).toMatchObject({ error: 'NONE', generation: first.generation, skipAssignment: true })
  expect((await sync(group, back, 'one')).assignment).toEqual(assignment)
  expect(group.heartbeat(identityOf(first, 'one'))).toBe('FENCED_INSTANCE_ID')
  expect(group.commitRefused(identityOf(first, 'one'))).toBe('FENCED_INSTANCE_ID')
  expect(rebalances.length).toBe(1)
})

it('lets members that start together share one generation, when it waits for them', async () => {
  const timers = new VirtualTimers()
  const { group, rebalances } = groupWith(timers, { initialRebalanceDelayMs: 3000 })
  const joins = ['a', 'b', 'c'].map((clientId) => group.join(joinOf({ clientId })))
  await timers.advanceTo(2999 * MS)
  expect(rebalances).toEqual([])
  await timers.advanceTo(3001 * MS)
  expect((await Promise.all(joins)).map(({ generation }) => generation)).toEqual([1, 1, 1])
})

it('takes the assignor that all know, and refuses who knows none of them', async () => {
  const { group } = groupWith(new VirtualTimers())
  const protocols = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.from(name) }))
  const first = await group.join(joinOf({ protocols: protocols('cooperative-sticky', 'range') }))
  expect(first.protocol).toBe('cooperative-sticky')
  const second = group.join(joinOf({ protocols: protocols('range', 'roundrobin') }))
  void group.join(joinOf({ memberId: first.memberId, protocols: protocols('cooperative-sticky', 'range') }))
  expect((await second).protocol).toBe('range')
  expect(await group.join(joinOf({ protocols: protocols('sticky') }))).toMatchObject({
    error: 'INCONSISTENT_GROUP_PROTOCOL',
  })
  expect(await group.join(joinOf({ protocolType: 'connect' }))).toMatchObject({ error: 'INCONSISTENT_GROUP_PROTOCOL' })
})

it('lets cooperative members keep their part between the two generations of a hand-over', async () => {
  const { group } = groupWith(new VirtualTimers())
  const owning = (owned: string) => [{ name: 'cooperative-sticky', metadata: Buffer.from(owned) }]
  const a = await group.join(joinOf({ clientId: 'a', protocols: owning('') }))
  await group.sync({ ...identityOf(a), ...any, assignments: new Map([[a.memberId, Buffer.from('0,1')]]) })
  const joining = group.join(joinOf({ clientId: 'b', protocols: owning('') }))
  const a2 = await group.join(joinOf({ clientId: 'a', memberId: a.memberId, protocols: owning('0,1') }))
  const b2 = await joining
  // First a gives 1 up, and b has nothing yet.
  expect(a2.members.map(({ metadata }) => metadata.toString())).toEqual(['0,1', ''])
  const bWaits = group.sync({ ...identityOf(b2), ...any, assignments: new Map() })
  await group.sync({ ...identityOf(a2), ...any, assignments: new Map([[a.memberId, Buffer.from('0')]]) })
  expect((await bWaits).assignment.length).toBe(0)
  const a3 = group.join(joinOf({ clientId: 'a', memberId: a.memberId, protocols: owning('0'), reason: 'gave 1 up' }))
  expect(group.heartbeat(identityOf(b2))).toBe('REBALANCE_IN_PROGRESS')
  const b3 = await group.join(joinOf({ clientId: 'b', memberId: b2.memberId, protocols: owning('') }))
  const assignments = new Map([
    [a.memberId, Buffer.from('0')],
    [b2.memberId, Buffer.from('1')],
  ])
  const b3Waits = group.sync({ ...identityOf(b3), ...any, assignments: new Map() })
  await group.sync({ ...identityOf(await a3), ...any, assignments })
  expect((await b3Waits).assignment.toString()).toBe('1')
})

it('has room for so many, those included that were promised an id', async () => {
  const { group } = groupWith(new VirtualTimers(), { maxMembers: 2 })
  expect(await group.join(joinOf({ mustHaveId: true }))).toMatchObject({ error: 'MEMBER_ID_REQUIRED' })
  expect(await group.join(joinOf({ mustHaveId: true }))).toMatchObject({ error: 'MEMBER_ID_REQUIRED' })
  expect(await group.join(joinOf({ mustHaveId: true }))).toMatchObject({ error: 'GROUP_MAX_SIZE_REACHED' })
})

it('lets an administrator commit where nobody consumes, and nobody else without a generation', async () => {
  const { group } = groupWith(new VirtualTimers())
  const admin = { memberId: '', instanceId: null, generation: -1 }
  expect(group.commitRefused(admin)).toBeNull()
  const joined = await group.join(joinOf())
  expect(group.commitRefused(admin)).toBe('UNKNOWN_MEMBER_ID')
  expect(group.commitRefused(identityOf(joined))).toBe('REBALANCE_IN_PROGRESS')
  await sync(group, joined)
  expect(group.commitRefused(identityOf(joined))).toBeNull()
  expect(group.commitRefused({ ...identityOf(joined), generation: 0 })).toBe('ILLEGAL_GENERATION')
  expect(group.leave({ memberId: joined.memberId, instanceId: null, reason: null })).toBe('NONE')
  expect(group.commitRefused(admin)).toBeNull()
})
