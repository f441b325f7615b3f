/** What groups have committed: OffsetCommit, OffsetFetch. */
import { groupIdRefused } from '../../group/group-id.ts'
import type { Groups } from '../../group/groups.ts'
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { BrokerConfig } from '../config.ts'
import type { Handlers } from '../dispatch.ts'
import type { OnEvent } from '../events.ts'
import type { Topics } from '../topics.ts'

type Handled = 'offsetCommit' | 'offsetFetch'

export interface CommitParts {
  groups: Groups
  topics: Topics
  config: BrokerConfig
  onEvent: OnEvent
}

const NO_OFFSET = -1
const SEVERAL_GROUPS_SINCE = 8

type Asked = { name: string; partitions: readonly number[] }[] | null

export function committedHandlers({ groups, topics, config, onEvent }: CommitParts): Pick<Handlers, Handled> {
  return {
    async offsetCommit(request) {
      const { groupId, memberId, groupInstanceId, generationId } = request
      const idRefused = groupIdRefused(groupId)
      const entry = idRefused ? null : groups.getOrCreate(groupId)
      const identity = { memberId, instanceId: groupInstanceId, generation: generationId }
      const refusal = entry ? entry.group.commitRefused(identity) : (idRefused ?? 'COORDINATOR_NOT_AVAILABLE')
      const answer = {
        topics: request.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ index, committedOffset, committedLeaderEpoch, metadata }) => {
            const error = refusal ?? commitRefused(name, index, metadata)
            if (entry && !error) {
              const commit = {
                topic: name,
                partition: index,
                offset: committedOffset,
                leaderEpoch: committedLeaderEpoch,
                metadata,
              }
              entry.offsets.commit(commit)
              onEvent({ is: 'committed', group: groupId, topic: name, partition: index, offset: committedOffset })
            }
            return { index, errorCode: errors[error ?? 'NONE'] }
          }),
        })),
      }
      await groups.kept()
      return answer
    },

    offsetFetch({ groupId, topics: asked, groups: several, requireStable }, { version }) {
      if (version < SEVERAL_GROUPS_SINCE)
        return { topics: committedOf(groupId, { asked, requireStable }), errorCode: errors.NONE }
      return {
        groups: several.map((one) => ({
          groupId: one.groupId,
          topics: committedOf(one.groupId, { asked: one.topics, requireStable }),
          errorCode: errors.NONE,
        })),
      }
    },
  }

  function commitRefused(topic: string, index: number, metadata: string | null): ErrorName | null {
    if (!topics.partition(topic, index)) return 'UNKNOWN_TOPIC_OR_PARTITION'
    const tooLong = Buffer.byteLength(metadata ?? '') > config.limits.offsetMetadataBytes
    return tooLong ? 'OFFSET_METADATA_TOO_LARGE' : null
  }

  /** Null asks for everything there is. */
  function committedOf(groupId: string, { asked, requireStable }: { asked: Asked; requireStable: boolean }) {
    const offsets = groups.get(groupId)?.offsets
    const wanted = asked ?? (offsets?.all() ?? []).map(({ topic, partitions }) => ({ name: topic, partitions }))
    return wanted.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((index) => {
        const committed = offsets?.get(name, index)
        // KIP-447: what an open transaction may still change is not told.
        const isUnstable = requireStable && (offsets?.isPending(name, index) ?? false)
        return {
          index,
          committedOffset: isUnstable ? NO_OFFSET : (committed?.offset ?? NO_OFFSET),
          committedLeaderEpoch: committed?.leaderEpoch ?? -1,
          metadata: committed?.metadata ?? '',
          errorCode: errors[isUnstable ? 'UNSTABLE_OFFSET_COMMIT' : 'NONE'],
        }
      }),
    }))
  }
}
