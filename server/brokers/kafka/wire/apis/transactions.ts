/** KIP-98: the four APIs of a transaction besides InitProducerId. */
import { Api } from '../api.ts'
import { array, arrayOf, boolean, int16, int32, int64, string } from '../types.ts'

const FLEXIBLE_SINCE = 3
const versions = [0, 3] as const

export const addPartitionsToTxn = new Api({
  key: 24,
  name: 'AddPartitionsToTxn',
  versions,
  flexibleSince: FLEXIBLE_SINCE,
  request: {
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    topics: array({ name: string, partitions: arrayOf(int32) }),
  },
  response: {
    throttleTimeMs: int32.or(0),
    topics: array({ name: string, partitions: array({ index: int32, errorCode: int16 }) }),
  },
})

export const addOffsetsToTxn = new Api({
  key: 25,
  name: 'AddOffsetsToTxn',
  versions,
  flexibleSince: FLEXIBLE_SINCE,
  request: { transactionalId: string, producerId: int64, producerEpoch: int16, groupId: string },
  response: { throttleTimeMs: int32.or(0), errorCode: int16 },
})

export const endTxn = new Api({
  key: 26,
  name: 'EndTxn',
  versions,
  flexibleSince: FLEXIBLE_SINCE,
  request: { transactionalId: string, producerId: int64, producerEpoch: int16, committed: boolean },
  response: { throttleTimeMs: int32.or(0), errorCode: int16 },
})

export const txnOffsetCommit = new Api({
  key: 28,
  name: 'TxnOffsetCommit',
  versions,
  flexibleSince: FLEXIBLE_SINCE,
  request: {
    transactionalId: string,
    groupId: string,
    producerId: int64,
    producerEpoch: int16,
    generationId: int32.since(3).or(-1),
    memberId: string.since(3).or(''),
    groupInstanceId: string.nullable(3).since(3).or(null),
    topics: array({
      name: string,
      partitions: array({
        index: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.since(2).or(-1),
        metadata: string.nullable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.or(0),
    topics: array({ name: string, partitions: array({ index: int32, errorCode: int16 }) }),
  },
})
