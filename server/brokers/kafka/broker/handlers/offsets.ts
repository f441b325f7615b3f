/** Where a log begins and ends, by time and by epoch, and where it shall begin: ListOffsets, OffsetForLeaderEpoch, DeleteRecords. */
import { type ErrorName, errors } from '../../wire/errors.ts'
import type { Handlers } from '../dispatch.ts'
import type { Partition, Topics } from '../topics.ts'
import type { Waiters } from '../waiters.ts'

type Handled = 'listOffsets' | 'offsetForLeaderEpoch' | 'deleteRecords'

const LATEST = -1
const EARLIEST = -2
/** KIP-734. */
const MAX_TIMESTAMP = -3
/** KIP-405: with nothing stored elsewhere, the earliest. */
const EARLIEST_LOCAL = -4
const NONE = -1
const COMMITTED = 1
/** One node leads everything, ever since. */
const EPOCH = 0
/** DeleteRecords: everything. */
const TO_THE_END = -1

interface Found {
  offset: number
  timestamp: number
}

export function offsetHandlers(topics: Topics, waiters: Waiters): Pick<Handlers, Handled> {
  return {
    listOffsets: ({ topics: asked, isolationLevel }, { version }) => ({
      topics: asked.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index, timestamp, currentLeaderEpoch, maxOffsets }) => {
          const partition = topics.partition(name, index)
          const error = refusalOf(partition, currentLeaderEpoch)
          if (!partition || error) return { index, errorCode: errors[error ?? 'UNKNOWN_SERVER_ERROR'] }
          const found = find(partition, { timestamp, isCommitted: isolationLevel === COMMITTED })
          if (version === 0) {
            const offsets = maxOffsets > 0 && found.offset !== NONE ? [found.offset] : []
            return { index, errorCode: errors.NONE, oldStyleOffsets: offsets }
          }
          return { index, errorCode: errors.NONE, ...found, leaderEpoch: found.offset === NONE ? NONE : EPOCH }
        }),
      })),
    }),

    offsetForLeaderEpoch: ({ topics: asked }) => ({
      topics: asked.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index, currentLeaderEpoch, leaderEpoch }) => {
          const partition = topics.partition(name, index)
          const error = refusalOf(partition, currentLeaderEpoch)
          if (!partition || error) {
            return { errorCode: errors[error ?? 'UNKNOWN_SERVER_ERROR'], index, leaderEpoch: NONE, endOffset: NONE }
          }
          const isKnown = leaderEpoch === EPOCH
          return {
            errorCode: errors.NONE,
            index,
            leaderEpoch: isKnown ? EPOCH : NONE,
            endOffset: isKnown ? partition.log.endOffset : NONE,
          }
        }),
      })),
    }),

    deleteRecords: ({ topics: asked }) => ({
      topics: asked.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index, offset }) => {
          const partition = topics.partition(name, index)
          if (!partition) return { index, lowWatermark: NONE, errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION }
          const { log } = partition
          const before = offset === TO_THE_END ? log.endOffset : offset
          if (before < 0 || before > log.endOffset) {
            return { index, lowWatermark: NONE, errorCode: errors.OFFSET_OUT_OF_RANGE }
          }
          log.deleteBefore(before)
          waiters.wake(partition.key)
          return { index, lowWatermark: log.startOffset, errorCode: errors.NONE }
        }),
      })),
    }),
  }
}

function find({ log }: Partition, { timestamp, isCommitted }: { timestamp: number; isCommitted: boolean }): Found {
  switch (timestamp) {
    case LATEST:
      return { offset: isCommitted ? log.lastStableOffset : log.endOffset, timestamp: NONE }
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { offset: log.startOffset, timestamp: NONE }
    case MAX_TIMESTAMP:
      return log.newestTimestamp() ?? { offset: NONE, timestamp: NONE }
    default:
      return log.offsetForTime(timestamp) ?? { offset: NONE, timestamp: NONE }
  }
}

function refusalOf(partition: Partition | undefined, currentLeaderEpoch: number): ErrorName | null {
  if (!partition) return 'UNKNOWN_TOPIC_OR_PARTITION'
  return currentLeaderEpoch > EPOCH ? 'UNKNOWN_LEADER_EPOCH' : null
}
