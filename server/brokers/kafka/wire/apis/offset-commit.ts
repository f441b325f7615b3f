import { Api } from '../api.ts'
import { array, int16, int32, int64, string } from '../types.ts'

export const offsetCommit = new Api({
  key: 8,
  name: 'OffsetCommit',
  versions: [0, 8],
  flexibleSince: 8,
  request: {
    groupId: string,
    generationId: int32.since(1).or(-1),
    memberId: string.since(1).or(''),
    groupInstanceId: string.nullable(7).since(7).or(null),
    retentionTimeMs: int64.since(2).until(4).or(-1),
    topics: array({
      name: string,
      partitions: array({
        index: int32,
        committedOffset: int64,
        committedLeaderEpoch: int32.since(6).or(-1),
        commitTimestamp: int64.since(1).until(1).or(-1),
        metadata: string.nullable(),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.since(3).or(0),
    topics: array({ name: string, partitions: array({ index: int32, errorCode: int16 }) }),
  },
})
