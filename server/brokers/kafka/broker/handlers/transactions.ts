/** Producers with an id of their own and their transactions (KIP-98, KIP-360, KIP-447). */
import { groupIdRefused } from '../../group/group-id.ts'
import type { Groups } from '../../group/groups.ts'
import type { Transactions } from '../../txn/transactions.ts'
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { Handlers } from '../dispatch.ts'
import type { Topics } from '../topics.ts'

type Handled = 'initProducerId' | 'addPartitionsToTxn' | 'addOffsetsToTxn' | 'endTxn' | 'txnOffsetCommit'

/** KIP-588: before it a fenced producer is told that its epoch is wrong. */
const FENCED_SINCE = 2
const FENCED_SINCE_INIT = 4
const NO_GENERATION = -1

export interface TransactionParts {
  transactions: Transactions
  groups: Groups
  topics: Topics
}

export function transactionHandlers({ transactions, groups, topics }: TransactionParts): Pick<Handlers, Handled> {
  return {
    async initProducerId(request, { version }) {
      const { error, ...producer } = await transactions.begin({ ...request, timeoutMs: request.transactionTimeoutMs })
      return { errorCode: codeOf(error, version, FENCED_SINCE_INIT), ...producer }
    },

    async addPartitionsToTxn(request, { version }) {
      const places = request.topics.flatMap(({ name, partitions }) =>
        partitions.map((index) => ({ topic: name, index })),
      )
      const isMissing = ({ topic, index }: (typeof places)[number]) => !topics.partition(topic, index)
      const hasMissing = places.some(isMissing)
      const error = hasMissing ? 'NONE' : await transactions.addPartitions(request, places)
      return {
        topics: request.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map((index) => {
            if (isMissing({ topic: name, index })) return { index, errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION }
            // All or none of them.
            return { index, errorCode: hasMissing ? OPERATION_NOT_ATTEMPTED : codeOf(error, version) }
          }),
        })),
      }
    },

    async addOffsetsToTxn(request, { version }) {
      const error = groupIdRefused(request.groupId) ?? (await transactions.addGroup(request, request.groupId))
      return { errorCode: codeOf(error, version) }
    },

    endTxn: async (request, { version }) => ({
      errorCode: codeOf(await transactions.end(request, request.committed), version),
    }),

    async txnOffsetCommit(request, { version }) {
      const { groupId, memberId, generationId, groupInstanceId, producerId } = request
      const idRefused = groupIdRefused(groupId)
      const checked = idRefused ?? transactions.checkGroup(request, groupId)
      const entry = checked === 'NONE' ? groups.getOrCreate(groupId) : null
      const isMember = memberId !== '' || generationId !== NO_GENERATION || groupInstanceId !== null
      const identity = { memberId, instanceId: groupInstanceId, generation: generationId }
      const refusal = isMember ? entry?.group.commitRefused(identity) : null
      const error = checked === 'NONE' ? (entry ? (refusal ?? 'NONE') : 'COORDINATOR_NOT_AVAILABLE') : checked
      if (error === 'NONE') {
        const commits = request.topics.flatMap(({ name, partitions }) =>
          partitions.map(({ index, committedOffset, committedLeaderEpoch, metadata }) => ({
            topic: name,
            partition: index,
            offset: committedOffset,
            leaderEpoch: committedLeaderEpoch,
            metadata,
          })),
        )
        entry?.offsets.commitLater(producerId, commits)
        await groups.kept()
      }
      return {
        topics: request.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ index }) => ({ index, errorCode: codeOf(error, version) })),
        })),
      }
    },
  }
}

const OPERATION_NOT_ATTEMPTED = 55

function codeOf(error: ErrorName, version: number, fencedSince = FENCED_SINCE): number {
  return errors[error === 'PRODUCER_FENCED' && version < fencedSince ? 'INVALID_PRODUCER_EPOCH' : error]
}
