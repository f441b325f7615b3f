import { Api } from '../api.ts'
import { array, int16, int32, int64, string } from '../types.ts'

export const deleteRecords = new Api({
  key: 21,
  name: 'DeleteRecords',
  versions: [0, 2],
  flexibleSince: 2,
  request: {
    topics: array({ name: string, partitions: array({ index: int32, offset: int64 }) }),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32.or(0),
    topics: array({ name: string, partitions: array({ index: int32, lowWatermark: int64, errorCode: int16 }) }),
  },
})
