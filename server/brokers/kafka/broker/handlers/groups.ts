/** Members of groups: JoinGroup, SyncGroup, Heartbeat, LeaveGroup; and what an administrator sees of them. */

import { stateNames } from '../../group/group.ts'
import { groupIdRefused } from '../../group/group-id.ts'
import type { Groups } from '../../group/groups.ts'
import type { Member } from '../../group/member.ts'
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { BrokerConfig } from '../config.ts'
import type { Handlers } from '../dispatch.ts'

type Handled = 'joinGroup' | 'syncGroup' | 'heartbeat' | 'leaveGroup' | 'describeGroups' | 'listGroups' | 'deleteGroups'

type JoinRequest = Parameters<Handlers['joinGroup']>[0]

const NO_GENERATION = -1
const EMPTY = Buffer.alloc(0)
/** KIP-394, KIP-559, KIP-814. */
const ID_REQUIRED_SINCE = 4
const NULLABLE_PROTOCOL_SINCE = 7
const SKIP_ASSIGNMENT_SINCE = 9
const SEVERAL_LEAVE_SINCE = 3

export function groupHandlers(groups: Groups, config: BrokerConfig): Pick<Handlers, Handled> {
  return {
    async joinGroup(request, { version, clientId, peer }) {
      const refusal = joinRefused(request)
      const entry = refusal ? null : groups.getOrCreate(request.groupId)
      if (!entry) return notJoined(refusal ?? 'COORDINATOR_NOT_AVAILABLE', { memberId: request.memberId, version })
      const joined = await entry.group.join({
        memberId: request.memberId,
        instanceId: request.groupInstanceId,
        clientId,
        host: peer.host,
        sessionTimeoutMs: request.sessionTimeoutMs,
        // Before v1 there was one timeout for both.
        rebalanceTimeoutMs: request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
        protocolType: request.protocolType,
        // They outlive the request they came with.
        protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
        mustHaveId: version >= ID_REQUIRED_SINCE,
        knowsSkipAssignment: version >= SKIP_ASSIGNMENT_SINCE,
        reason: request.reason,
      })
      return {
        errorCode: errors[joined.error],
        generationId: joined.generation,
        protocolType: joined.protocolType,
        protocolName: named(joined.protocol, version),
        leader: joined.leader,
        skipAssignment: joined.skipAssignment,
        memberId: joined.memberId,
        members: joined.members.map(({ memberId, instanceId, metadata }) => ({
          memberId,
          groupInstanceId: instanceId,
          metadata,
        })),
      }
    },

    async syncGroup(request) {
      const entry = groups.get(request.groupId)
      if (!entry) return { errorCode: errors.UNKNOWN_MEMBER_ID, assignment: EMPTY }
      const isTooLarge = request.assignments.some(({ assignment }) => assignment.length > config.limits.memberBytes)
      if (isTooLarge) return { errorCode: errors.INVALID_REQUEST, assignment: EMPTY }
      const synced = await entry.group.sync({
        ...identityIn(request),
        protocolType: request.protocolType,
        protocol: request.protocolName,
        assignments: new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment])),
      })
      const { error, protocolType, protocol, assignment } = synced
      return { errorCode: errors[error], protocolType, protocolName: protocol, assignment }
    },

    heartbeat(request) {
      const error = groups.get(request.groupId)?.group.heartbeat(identityIn(request)) ?? 'UNKNOWN_MEMBER_ID'
      return { errorCode: errors[error] }
    },

    leaveGroup({ groupId, memberId, members }, { version }) {
      const isOne = version < SEVERAL_LEAVE_SINCE
      const leaving = isOne ? [{ memberId, groupInstanceId: null, reason: null }] : members
      const left = leaving.map((one) => {
        const given = { memberId: one.memberId, instanceId: one.groupInstanceId, reason: one.reason }
        return { ...one, error: groups.get(groupId)?.group.leave(given) ?? ('UNKNOWN_MEMBER_ID' as const) }
      })
      if (isOne) return { errorCode: errors[left[0]?.error ?? 'NONE'] }
      return {
        errorCode: errors.NONE,
        members: left.map((one) => ({
          memberId: one.memberId,
          groupInstanceId: one.groupInstanceId,
          errorCode: errors[one.error],
        })),
      }
    },

    describeGroups: ({ groups: asked }) => ({
      groups: asked.map((groupId) => {
        const group = groups.get(groupId)?.group
        return {
          errorCode: errors.NONE,
          groupId,
          groupState: group ? stateNames[group.state] : 'Dead',
          protocolType: group?.protocolType ?? '',
          protocolData: group?.state === 'stable' ? (group.protocol ?? '') : '',
          members: (group?.members() ?? []).map((member) => described(member, group?.metadataOf(member) ?? EMPTY)),
        }
      }),
    }),

    listGroups: ({ statesFilter }) => ({
      errorCode: errors.NONE,
      groups: [...groups.all()]
        .map(({ group }) => ({
          groupId: group.id,
          protocolType: group.protocolType ?? '',
          groupState: stateNames[group.state],
        }))
        .filter(({ groupState }) => statesFilter.length === 0 || statesFilter.includes(groupState)),
    }),

    deleteGroups: ({ groups: asked }) => ({
      results: asked.map((groupId) => ({ groupId, errorCode: errors[groups.delete(groupId)] })),
    }),
  }

  function joinRefused(request: JoinRequest): ErrorName | null {
    const { min, max } = config.sessionTimeoutMs
    const { limits } = config
    const idRefused = groupIdRefused(request.groupId)
    if (idRefused) return idRefused
    if (bytesOf(request) > limits.memberBytes) return 'INVALID_REQUEST'
    const members = [...groups.all()].reduce((sum, { group }) => sum + group.size, 0)
    if (request.memberId === '' && members >= limits.members) return 'GROUP_MAX_SIZE_REACHED'
    if (request.sessionTimeoutMs < min || request.sessionTimeoutMs > max) return 'INVALID_SESSION_TIMEOUT'
    return request.memberId !== '' && !groups.get(request.groupId) ? 'UNKNOWN_MEMBER_ID' : null
  }
}

/** What it says of itself. */
function bytesOf({ groupInstanceId, protocolType, reason, protocols }: JoinRequest): number {
  const texts = [groupInstanceId ?? '', protocolType, reason ?? '', ...protocols.map(({ name }) => name)]
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return protocols.reduce((sum, { metadata }) => sum + metadata.length, bytes)
}

function identityIn(request: { memberId: string; groupInstanceId: string | null; generationId: number }) {
  return { memberId: request.memberId, instanceId: request.groupInstanceId, generation: request.generationId }
}

/** Before v7 there is no null for it. */
function named(protocol: string | null, version: number): string | null {
  return version >= NULLABLE_PROTOCOL_SINCE ? protocol : (protocol ?? '')
}

function notJoined(error: ErrorName, { memberId, version }: { memberId: string; version: number }) {
  return {
    errorCode: errors[error],
    generationId: NO_GENERATION,
    protocolName: named(null, version),
    leader: '',
    memberId,
    members: [],
  }
}

function described({ id, instanceId, clientId, host, assignment }: Member, metadata: Buffer) {
  return { memberId: id, groupInstanceId: instanceId, clientId, clientHost: `/${host}`, metadata, assignment }
}
