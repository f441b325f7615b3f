import { Api } from '../api.ts'
import { array, int16, int32, string } from '../types.ts'

/** Of one member; from v3 on of several. */
export const leaveGroup = new Api({
  key: 13,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexibleSince: 4,
  request: {
    groupId: string,
    memberId: string.until(2).or(''),
    members: array({
      memberId: string,
      groupInstanceId: string.nullable(),
      reason: string.nullable(5).since(5).or(null),
    })
      .since(3)
      .or([]),
  },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    errorCode: int16,
    members: array({ memberId: string, groupInstanceId: string.nullable(), errorCode: int16 }).since(3).or([]),
  },
})
