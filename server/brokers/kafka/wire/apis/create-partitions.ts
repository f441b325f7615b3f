import { Api } from '../api.ts'
import { array, arrayOf, boolean, int16, int32, string } from '../types.ts'

export const createPartitions = new Api({
  key: 37,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexibleSince: 2,
  request: {
    topics: array({
      name: string,
      count: int32,
      assignments: array({ brokerIds: arrayOf(int32) }).nullable(),
    }),
    timeoutMs: int32,
    validateOnly: boolean,
  },
  response: {
    throttleTimeMs: int32.or(0),
    results: array({ name: string, errorCode: int16, errorMessage: string.nullable() }),
  },
})
