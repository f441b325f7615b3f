import { Api } from '../api.ts'
import { array, arrayOf, boolean, int8, int16, int32, string, uuid } from '../types.ts'

export const createTopics = new Api({
  key: 19,
  name: 'CreateTopics',
  versions: [0, 7],
  flexibleSince: 5,
  request: {
    topics: array({
      name: string,
      partitions: int32,
      replicationFactor: int16,
      assignments: array({ index: int32, brokerIds: arrayOf(int32) }),
      configs: array({ name: string, value: string.nullable() }),
    }),
    timeoutMs: int32,
    validateOnly: boolean.since(1).or(false),
  },
  response: {
    throttleTimeMs: int32.since(2).or(0),
    topics: array({
      name: string,
      topicId: uuid.since(7),
      errorCode: int16,
      errorMessage: string.nullable(1).since(1).or(null),
      configErrorCode: int16.or(0).tagged(0, 5),
      partitions: int32.since(5).or(-1),
      replicationFactor: int16.since(5).or(-1),
      configs: array({
        name: string,
        value: string.nullable(),
        isReadOnly: boolean,
        source: int8,
        isSensitive: boolean,
      })
        .nullable(5)
        .since(5)
        .or(null),
    }),
  },
})
