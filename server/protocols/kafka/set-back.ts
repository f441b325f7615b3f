/** Sets what groups have committed back to the beginning or to a time, as `kafka-consumer-groups --reset-offsets` does. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Admin } from '@platformatic/kafka'

const AFTER_REFUSAL_MS = 100
const EARLIEST = -2n
const NO_OFFSET = -1n

interface Back {
  topic: string
  groups: string[]
  partitions: number
  /** 0 for the beginning. */
  backMs: number
}

/** Tries until nobody is in the groups. @throws where that takes longer than `withinMs` */
export function setBack(admin: Admin, back: Back, withinMs: number): Promise<void> {
  return untilDone(() => setOffsets(admin, back), withinMs)
}

async function setOffsets(admin: Admin, { topic, groups, partitions, backMs }: Back): Promise<void> {
  const timestamp = backMs === 0 ? EARLIEST : BigInt(Date.now() - backMs)
  const indexes = Array.from({ length: partitions }, (_, index) => index)
  const asked = indexes.map((partitionIndex) => ({ partitionIndex, timestamp }))
  const [found] = await admin.listOffsets({ topics: [{ name: topic, partitions: asked }] })
  // Of nothing that is as new as that there is no offset: those stay where they are.
  const offsets = (found?.partitions ?? [])
    .filter(({ offset }) => offset !== NO_OFFSET)
    .map(({ partitionIndex, offset }) => ({ partition: partitionIndex, offset }))
  const topics = [{ name: topic, partitionOffsets: offsets }]
  await Promise.all(groups.map((groupId) => admin.alterConsumerGroupOffsets({ groupId, topics })))
}

/** Again and again. @throws what it says when that has been tried for long enough */
async function untilDone(act: () => Promise<void>, withinMs: number): Promise<void> {
  const untilMs = performance.now() + withinMs
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      if (performance.now() > untilMs) throw error
      await delay(AFTER_REFUSAL_MS)
    }
  }
}
