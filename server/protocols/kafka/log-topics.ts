/** What any cluster says of topics and the groups that read them, ours or the operator's. */
import type { Admin } from '@platformatic/kafka'
import type { LogTopic } from '#core/log-state.ts'

const LATEST = -1n
const NO_OFFSET = -1n

export interface Read {
  /** In the cluster, and as it is shown. */
  topic: string
  name: string
  groups: { groupId: string; name: string }[]
  /** Where records end, markers of transactions not counted: nobody ever commits those. Absent where there are none. */
  ends?: ReadonlyMap<number, bigint>
}

export async function logTopic(
  admin: Admin,
  partitions: number,
  { topic, name, groups, ends }: Read,
): Promise<LogTopic> {
  const indexes = Array.from({ length: partitions }, (_, index) => index)
  const groupIds = groups.map(({ groupId }) => groupId)
  const [found, committed] = await Promise.all([
    admin.listOffsets({
      topics: [{ name: topic, partitions: indexes.map((partitionIndex) => ({ partitionIndex, timestamp: LATEST })) }],
    }),
    admin.listConsumerGroupOffsets({
      groups: groupIds.map((groupId) => ({ groupId, topics: [{ name: topic, partitionIndexes: indexes }] })),
    }),
  ])
  const told = found.flatMap((one) => one.partitions)
  const logEnds = new Map(told.map(({ partitionIndex, offset }) => [partitionIndex, offset]))
  const endOf = (index: number): number => {
    const logEnd = Number(logEnds.get(index) ?? 0n)
    // What was written may be gone with the broker's memory.
    return ends ? Math.min(Number(ends.get(index) ?? 0n), logEnd) : logEnd
  }
  return {
    name,
    ends: indexes.map(endOf),
    groups: groups.map(({ groupId, name: shown }) => {
      const of = committed.find((one) => one.groupId === groupId)?.topics.flatMap((one) => one.partitions) ?? []
      const offsets = new Map(of.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]))
      return {
        name: shown,
        committed: indexes.map((index) => {
          const offset = offsets.get(index) ?? NO_OFFSET
          return offset === NO_OFFSET ? null : Number(offset)
        }),
        members: null,
        generation: null,
        rebalances: [],
      }
    }),
  }
}

/** Who is in the groups now. */
export async function membersOf(admin: Admin, groupIds: string[]): Promise<ReadonlyMap<string, number>> {
  const found = await admin.describeGroups({ groups: groupIds })
  return new Map([...found].map(([groupId, { members }]) => [groupId, members.size]))
}
