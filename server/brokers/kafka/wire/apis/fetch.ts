import { Api } from '../api.ts'
import { array, arrayOf, int8, int16, int32, int64, records, string, struct, uuid } from '../types.ts'
import { leader, nodeEndpoints } from './shared.ts'

const INT32_MAX = 2 ** 31 - 1

export const fetch = new Api({
  key: 1,
  name: 'Fetch',
  versions: [0, 16],
  flexibleSince: 12,
  request: {
    clusterId: string.nullable(12).or(null).tagged(0, 12),
    replicaId: int32.until(14).or(-1),
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32.since(3).or(INT32_MAX),
    isolationLevel: int8.since(4).or(0),
    sessionId: int32.since(7).or(0),
    sessionEpoch: int32.since(7).or(-1),
    topics: array({
      name: string.until(12).or(''),
      topicId: uuid.since(13),
      partitions: array({
        index: int32,
        currentLeaderEpoch: int32.since(9).or(-1),
        fetchOffset: int64,
        lastFetchedEpoch: int32.since(12).or(-1),
        logStartOffset: int64.since(5).or(-1),
        maxBytes: int32,
      }),
    }),
    forgottenTopics: array({
      name: string.until(12).or(''),
      topicId: uuid.since(13),
      partitions: arrayOf(int32),
    })
      .since(7)
      .or([]),
    rackId: string.since(11).or(''),
    replicaState: struct({ replicaId: int32, replicaEpoch: int64 })
      .or({ replicaId: -1, replicaEpoch: -1 })
      .tagged(1, 15),
  },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    errorCode: int16.since(7).or(0),
    sessionId: int32.since(7).or(0),
    topics: array({
      name: string.until(12).or(''),
      topicId: uuid.since(13),
      partitions: array({
        index: int32,
        errorCode: int16,
        highWatermark: int64,
        lastStableOffset: int64.since(4).or(-1),
        logStartOffset: int64.since(5).or(-1),
        divergingEpoch: struct({ epoch: int32, endOffset: int64 }).or({ epoch: -1, endOffset: -1 }).tagged(0, 12),
        currentLeader: leader.or({ id: -1, epoch: -1 }).tagged(1, 12),
        snapshotId: struct({ endOffset: int64, epoch: int32 }).or({ endOffset: -1, epoch: -1 }).tagged(2, 12),
        abortedTransactions: array({ producerId: int64, firstOffset: int64 }).nullable(4).since(4).or(null),
        preferredReadReplica: int32.since(11).or(-1),
        records: records.nullable(),
      }),
    }),
    nodeEndpoints: nodeEndpoints.or([]).tagged(0, 16),
  },
})
