import { Api } from '../api.ts'
import { int16, int32, string } from '../types.ts'

export const heartbeat = new Api({
  key: 12,
  name: 'Heartbeat',
  versions: [0, 4],
  flexibleSince: 4,
  request: {
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: string.nullable(3).since(3).or(null),
  },
  response: { throttleTimeMs: int32.since(1).or(0), errorCode: int16 },
})
