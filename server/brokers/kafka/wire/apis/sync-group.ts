import { Api } from '../api.ts'
import { array, bytes, int16, int32, string } from '../types.ts'

export const syncGroup = new Api({
  key: 14,
  name: 'SyncGroup',
  versions: [0, 5],
  flexibleSince: 4,
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: string.nullable(3).since(3).or(null),
    protocolType: string.nullable(5).since(5).or(null),
    protocolName: string.nullable(5).since(5).or(null),
    assignments: array({ memberId: string, assignment: bytes }),
  },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    errorCode: int16,
    protocolType: string.nullable(5).since(5).or(null),
    protocolName: string.nullable(5).since(5).or(null),
    assignment: bytes,
  },
})
