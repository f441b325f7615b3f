import { Api } from '../api.ts'
import { array, arrayOf, int16, int32, string } from '../types.ts'

export const deleteGroups = new Api({
  key: 42,
  name: 'DeleteGroups',
  versions: [0, 2],
  flexibleSince: 2,
  request: { groups: arrayOf(string) },
  response: { throttleTimeMs: int32.or(0), results: array({ groupId: string, errorCode: int16 }) },
})
