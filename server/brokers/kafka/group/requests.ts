/** What clients ask of a group's coordinator. */
import type { Protocol } from './member.ts'

export interface JoinRequest {
  memberId: string
  instanceId: string | null
  clientId: string
  host: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocolType: string
  protocols: readonly Protocol[]
  /** KIP-394: who has no id yet is given one and must come again with it. */
  mustHaveId: boolean
  /** KIP-814. */
  knowsSkipAssignment: boolean
  reason: string | null
}

export interface Identity {
  memberId: string
  instanceId: string | null
  generation: number
}

export interface SyncRequest extends Identity {
  protocolType: string | null
  protocol: string | null
  /** By the member's id; only the leader sends any. */
  assignments: ReadonlyMap<string, Buffer>
}

export interface LeaveRequest {
  memberId: string
  instanceId: string | null
  reason: string | null
}
