import { Api } from '../api.ts'
import { array, int16, int32, string } from '../types.ts'

/** KIP-35, KIP-511. Features (KIP-584) are left out: there are none to agree on. */
export const apiVersions = new Api({
  key: 18,
  name: 'ApiVersions',
  versions: [0, 4],
  flexibleSince: 3,
  request: { clientSoftwareName: string.since(3).or(''), clientSoftwareVersion: string.since(3).or('') },
  response: {
    errorCode: int16,
    apis: array({ key: int16, min: int16, max: int16 }),
    throttleTimeMs: int32.since(1).or(0),
  },
})
