import { Api } from '../api.ts'
import { array, arrayOf, int16, int32, string, uuid } from '../types.ts'

export const deleteTopics = new Api({
  key: 20,
  name: 'DeleteTopics',
  versions: [0, 6],
  flexibleSince: 4,
  request: {
    topics: array({ name: string.nullable(), topicId: uuid }).since(6).or([]),
    names: arrayOf(string).until(5).or([]),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    topics: array({
      name: string.nullable(6),
      topicId: uuid.since(6),
      errorCode: int16,
      errorMessage: string.nullable(5).since(5).or(null),
    }),
  },
})
