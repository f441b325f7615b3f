import { Api } from '../api.ts'
import { array, boolean, bytes, int16, int32, string } from '../types.ts'

export const joinGroup = new Api({
  key: 11,
  name: 'JoinGroup',
  versions: [0, 9],
  flexibleSince: 6,
  request: {
    groupId: string,
    sessionTimeoutMs: int32,
    rebalanceTimeoutMs: int32.since(1).or(-1),
    memberId: string,
    groupInstanceId: string.nullable(5).since(5).or(null),
    protocolType: string,
    protocols: array({ name: string, metadata: bytes }),
    reason: string.nullable(8).since(8).or(null),
  },
  response: {
    throttleTimeMs: int32.since(2).or(0),
    errorCode: int16,
    generationId: int32,
    protocolType: string.nullable(7).since(7).or(null),
    protocolName: string.nullable(7),
    leader: string,
    skipAssignment: boolean.since(9).or(false),
    memberId: string,
    members: array({
      memberId: string,
      groupInstanceId: string.nullable(5).since(5).or(null),
      metadata: bytes,
    }),
  },
})
