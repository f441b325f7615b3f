import { Api } from '../api.ts'
import { array, arrayOf, int16, int32, string } from '../types.ts'

export const listGroups = new Api({
  key: 16,
  name: 'ListGroups',
  versions: [0, 4],
  flexibleSince: 3,
  request: { statesFilter: arrayOf(string).since(4).or([]) },
  response: {
    throttleTimeMs: int32.since(1).or(0),
    errorCode: int16,
    groups: array({ groupId: string, protocolType: string, groupState: string.since(4).or('') }),
  },
})
