import { Api } from '../api.ts'
import { array, arrayOf, int8, int16, int32, string } from '../types.ts'

/** Of one key; from v4 on of several. */
export const findCoordinator = new Api({
  key: 10,
  name: 'FindCoordinator',
  versions: [0, 5],
  flexibleSince: 3,
  request: {
    key: string.until(3).or(''),
    keyType: int8.since(1).or(0),
    keys: arrayOf(string).since(4).or([]),
  },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    errorCode: int16.until(3).or(0),
    errorMessage: string.nullable(1).since(1).until(3).or(null),
    nodeId: int32.until(3).or(-1),
    host: string.until(3).or(''),
    port: int32.until(3).or(-1),
    coordinators: array({
      key: string,
      nodeId: int32,
      host: string,
      port: int32,
      errorCode: int16,
      errorMessage: string.nullable(),
    })
      .since(4)
      .or([]),
  },
})
