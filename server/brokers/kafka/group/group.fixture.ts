/** Members of a group as clients are: to test with. */
import type { VirtualTimers } from '#core/virtual-timers.ts'
import { Group, type GroupOptions } from './group.ts'
import type { Joined } from './member.ts'
import type { JoinRequest } from './requests.ts'

export interface Rebalance {
  generation: number
  members: number
  reason: string
}

export function groupWith(timers: VirtualTimers, given: Partial<GroupOptions> = {}) {
  const rebalances: Rebalance[] = []
  const group = new Group({
    id: 'orders',
    timers,
    initialRebalanceDelayMs: 0,
    maxMembers: 100,
    onRebalance: (rebalance) => rebalances.push(rebalance),
    ...given,
  })
  return { group, rebalances }
}

export function joinOf(given: Partial<JoinRequest> = {}): JoinRequest {
  return {
    memberId: '',
    instanceId: null,
    clientId: 'client',
    host: '127.0.0.1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 30_000,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('topics') }],
    mustHaveId: false,
    knowsSkipAssignment: true,
    reason: null,
    ...given,
  }
}

/** What a leader makes of `partitions` for those that joined, and what is in it for one of them. */
export function assign(joined: Joined, partitions: number): Map<string, Buffer> {
  const lists = joined.members.map(({ memberId }, index) => {
    const own = Array.from({ length: partitions }, (_, partition) => partition).filter(
      (partition) => partition % joined.members.length === index,
    )
    return [memberId, Buffer.from(own.join(','))] as const
  })
  return new Map(lists)
}

export function partitionsIn(assignment: Buffer): number[] {
  return assignment.length === 0 ? [] : assignment.toString().split(',').map(Number)
}
