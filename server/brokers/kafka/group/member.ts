/** A consumer in a group, as its coordinator knows it. */
import type { Cancel } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'

export interface Protocol {
  name: string
  metadata: Buffer
}

export interface Joined {
  error: ErrorName
  generation: number
  protocolType: string | null
  protocol: string | null
  leader: string
  memberId: string
  /** KIP-814: a static leader that came back is not to assign anew. */
  skipAssignment: boolean
  members: { memberId: string; instanceId: string | null; metadata: Buffer }[]
}

const NO_GENERATION = -1

export function refusedJoin(error: ErrorName, memberId: string): Joined {
  return {
    error,
    generation: NO_GENERATION,
    protocolType: null,
    protocol: null,
    leader: '',
    memberId,
    skipAssignment: false,
    members: [],
  }
}

export interface Synced {
  error: ErrorName
  protocolType: string | null
  protocol: string | null
  assignment: Buffer
}

export interface Member {
  id: string
  /** KIP-345: `group.instance.id`. */
  readonly instanceId: string | null
  readonly clientId: string
  readonly host: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocols: readonly Protocol[]
  assignment: Buffer
  /** Who waits for the answer to its JoinGroup or SyncGroup. */
  joining: ((joined: Joined) => void) | null
  syncing: ((synced: Synced) => void) | null
  cancelSession: Cancel
}

export function hasSameProtocols(member: Member, protocols: readonly Protocol[]): boolean {
  return (
    member.protocols.length === protocols.length &&
    member.protocols.every((one, index) => {
      const other = protocols[index]
      return other !== undefined && one.name === other.name && one.metadata.equals(other.metadata)
    })
  )
}
