import { Api } from '../api.ts'
import { array, arrayOf, boolean, bytes, int16, int32, string } from '../types.ts'
import { OPERATIONS_NOT_ASKED } from './shared.ts'

export const describeGroups = new Api({
  key: 15,
  name: 'DescribeGroups',
  versions: [0, 5],
  flexibleSince: 5,
  request: { groups: arrayOf(string), includeAuthorizedOperations: boolean.since(3).or(false) },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    groups: array({
      errorCode: int16,
      groupId: string,
      groupState: string,
      protocolType: string,
      protocolData: string,
      members: array({
        memberId: string,
        groupInstanceId: string.nullable(4).since(4).or(null),
        clientId: string,
        clientHost: string,
        metadata: bytes,
        assignment: bytes,
      }),
      authorizedOperations: int32.since(3).or(OPERATIONS_NOT_ASKED),
    }),
  },
})
