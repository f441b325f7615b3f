import { Api } from '../api.ts'
import { array, arrayOf, int8, int16, int32, int64, string } from '../types.ts'

export const listOffsets = new Api({
  key: 2,
  name: 'ListOffsets',
  versions: [0, 8],
  flexibleSince: 6,
  request: {
    replicaId: int32,
    isolationLevel: int8.since(2).or(0),
    topics: array({
      name: string,
      partitions: array({
        index: int32,
        currentLeaderEpoch: int32.since(4).or(-1),
        timestamp: int64,
        maxOffsets: int32.until(0).or(1),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.since(2).or(0),
    topics: array({
      name: string,
      partitions: array({
        index: int32,
        errorCode: int16,
        oldStyleOffsets: arrayOf(int64).until(0).or([]),
        timestamp: int64.since(1).or(-1),
        offset: int64.since(1).or(-1),
        leaderEpoch: int32.since(4).or(-1),
      }),
    }),
  },
})
