import { Api } from '../api.ts'
import { array, int16, int32, int64, string } from '../types.ts'

export const offsetForLeaderEpoch = new Api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: [2, 4],
  flexibleSince: 4,
  request: {
    replicaId: int32.since(3).or(-2),
    topics: array({
      name: string,
      partitions: array({ index: int32, currentLeaderEpoch: int32, leaderEpoch: int32 }),
    }),
  },
  response: {
    throttleTimeMs: int32.or(0),
    topics: array({
      name: string,
      partitions: array({ errorCode: int16, index: int32, leaderEpoch: int32, endOffset: int64 }),
    }),
  },
})
