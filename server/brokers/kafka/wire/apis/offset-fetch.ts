import { Api } from '../api.ts'
import { array, arrayOf, boolean, int16, int32, int64, string } from '../types.ts'

const asked = array({ name: string, partitions: arrayOf(int32) })
const committed = array({
  name: string,
  partitions: array({
    index: int32,
    committedOffset: int64,
    committedLeaderEpoch: int32.since(5).or(-1),
    metadata: string.nullable(),
    errorCode: int16,
  }),
})

/** Of one group; from v8 on of several. */
export const offsetFetch = new Api({
  key: 9,
  name: 'OffsetFetch',
  versions: [0, 8],
  flexibleSince: 6,
  request: {
    groupId: string.until(7).or(''),
    topics: asked.nullable(2).until(7).or(null),
    groups: array({ groupId: string, topics: asked.nullable() }).since(8).or([]),
    requireStable: boolean.since(7).or(false),
  },
  response: {
    throttleTimeMs: int32.since(3).or(0),
    topics: committed.until(7).or([]),
    errorCode: int16.since(2).until(7).or(0),
    groups: array({ groupId: string, topics: committed, errorCode: int16 }).since(8).or([]),
  },
})
