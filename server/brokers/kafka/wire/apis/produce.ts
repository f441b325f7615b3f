import { Api } from '../api.ts'
import { array, int16, int32, int64, records, string } from '../types.ts'
import { leader, nodeEndpoints } from './shared.ts'

export const produce = new Api({
  key: 0,
  name: 'Produce',
  versions: [0, 11],
  flexibleSince: 9,
  request: {
    transactionalId: string.nullable(3).since(3).or(null),
    acks: int16,
    timeoutMs: int32,
    topics: array({
      name: string,
      partitions: array({ index: int32, records: records.nullable() }),
    }),
  },
  response: {
    topics: array({
      name: string,
      partitions: array({
        index: int32,
        errorCode: int16,
        baseOffset: int64,
        logAppendTimeMs: int64.since(2).or(-1),
        logStartOffset: int64.since(5).or(-1),
        recordErrors: array({ batchIndex: int32, message: string.nullable().or(null) })
          .since(8)
          .or([]),
        errorMessage: string.nullable(8).since(8).or(null),
        currentLeader: leader.or({ id: -1, epoch: -1 }).tagged(0, 10),
      }),
    }),
    throttleTimeMs: int32.since(1).or(0),
    nodeEndpoints: nodeEndpoints.or([]).tagged(0, 10),
  },
})
