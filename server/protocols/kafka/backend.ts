/** The topics of one lane, and the consumer groups that read them. */
import { setTimeout as delay } from 'node:timers/promises'
import { Admin } from '@platformatic/kafka'
import { type Options, type OptionsOf, subscribersOf } from '#core/protocols.ts'
import { Consuming } from '../consumer-process.ts'
import type { Addresses, Env, Running, Service } from '../protocol.ts'
import { Consumers } from './consumer.ts'
import { externalAddress } from './endpoint.ts'
import { groupOf, MAX_BATCH_BYTES, type Names, namesFor } from './message.ts'
import { outcomeOfClientError } from './outcome.ts'
import { Processor } from './processor.ts'

const RETRIES = 3
const RETRY_DELAY_MS = 100
const AFTER_REFUSAL_MS = 100
/** How long a group may take to be empty, beyond a session. */
const EMPTY_WITHIN_MS = 3000
/** As many replicas as the cluster has by default. */
const DEFAULT_REPLICAS = -1
const LATEST = -1n
const EARLIEST = -2n
const NO_OFFSET = -1n

export async function serve(service: Service, given: Options, env: Env, at: Addresses): Promise<Running> {
  if (!at.consume || !at.engine) throw new Error('kafka: no address for the leg "consume" or the engine')
  const { consume: link, reply: replyLink } = at
  const options = given as OptionsOf<'kafka'>
  const names = namesFor(env.scope)
  // Not through the links: it is the lab that sets up and asks.
  const admin = new Admin({
    clientId: `${env.scope}-lab`,
    bootstrapBrokers: [at.engine],
    retries: RETRIES,
    retryDelay: RETRY_DELAY_MS,
  })
  const { partitions } = options
  const processor =
    options.through === 'none'
      ? null
      : new Processor({ link, groupId: names.processor, from: names.orders, to: names.processed, options })
  const read = processor ? names.processed : names.orders
  const consuming = new Consuming({ service, options, env })
  const subscribers = Array.from({ length: subscribersOf({ style: env.style, options }) }, (_, index) => index)
  const groups = subscribers.map((subscriber) => groupOf(env.scope, subscriber))
  const consumers = subscribers.map((subscriber) => {
    const groupId = groupOf(env.scope, subscriber)
    return new Consumers({ link, replyLink, groupId, topic: read, subscriber, consuming, options })
  })
  const closeAll = () => Promise.all([processor?.stop(), ...consumers.map((each) => each.close())])
  try {
    await createTopics(admin, { topics: [...new Set([names.orders, read])], partitions })
    if (replyLink) await createTopics(admin, { topics: [names.replies], partitions: 1 })
    await Promise.all([processor?.start(), ...consumers.map((each) => each.start())])
  } catch (error) {
    await closeAll()
    await admin.close()
    throw new Error(`kafka: ${outcomeOfClientError(error, false).detail}`, { cause: error })
  }
  /** While they are rewound somebody may have stopped them, or let them go on. */
  let isWanted = true
  const stopAll = () => Promise.all([processor?.stop(), ...consumers.map((each) => each.stop())])
  const startAll = () => Promise.all([processor?.start(), ...consumers.map((each) => each.start())])
  const rewind = async (backMs: number) => {
    // Only of a group that nobody is in the offsets can be set.
    await stopAll()
    try {
      const back = { topic: read, groups, partitions, backMs }
      // Who has crashed is in it until his session is over.
      await untilDone(() => setBack(admin, back), options.sessionTimeoutMs + EMPTY_WITHIN_MS)
    } finally {
      if (isWanted) await startAll()
    }
  }
  let closed: Promise<void> | undefined
  const close = async () => {
    isWanted = false
    await closeAll()
    // An embedded broker goes with the run; a real one keeps what nobody deletes.
    if (externalAddress(env.external)) await remove(admin, names, groups)
    await admin.close()
  }
  return {
    address: null,
    async stop() {
      isWanted = false
      await stopAll()
    },
    async start() {
      isWanted = true
      await startAll()
    },
    crash: () => consuming.crash(),
    async depth() {
      // In this order: what has left the first topic meanwhile is in the second.
      const before = processor ? await lagOf(admin, { topic: names.orders, groups: [names.processor], partitions }) : 0
      const visible = before + (await lagOf(admin, { topic: read, groups, partitions, ends: processor?.ends }))
      return { visible, invisible: 0, delayed: 0 }
    },
    rewind,
    close: () => (closed ??= close()),
  }
}

async function createTopics(
  admin: Admin,
  { topics, partitions }: { topics: string[]; partitions: number },
): Promise<void> {
  const configs = [{ name: 'max.message.bytes', value: String(MAX_BATCH_BYTES) }]
  await admin.createTopics({ topics, partitions, replicas: DEFAULT_REPLICAS, configs })
}

/**
 * Records between what a group has committed and the end of the log, over all groups: the lag. Where `ends` are given
 * they are the ends: markers of transactions stand behind the last record, and nobody ever commits those.
 */
async function lagOf(
  admin: Admin,
  {
    topic: name,
    groups,
    partitions,
    ends,
  }: { topic: string; groups: string[]; partitions: number; ends?: ReadonlyMap<number, bigint> },
): Promise<number> {
  const indexes = Array.from({ length: partitions }, (_, index) => index)
  const [found, committed] = await Promise.all([
    admin.listOffsets({
      topics: [{ name, partitions: indexes.map((partitionIndex) => ({ partitionIndex, timestamp: LATEST })) }],
    }),
    admin.listConsumerGroupOffsets({
      groups: groups.map((groupId) => ({ groupId, topics: [{ name, partitionIndexes: indexes }] })),
    }),
  ])
  const endOf =
    ends ?? new Map(found.flatMap((topic) => topic.partitions.map((one) => [one.partitionIndex, one.offset] as const)))
  const lags = committed.flatMap(({ topics }) =>
    topics.flatMap((topic) =>
      topic.partitions.map(({ partitionIndex, committedOffset }) => {
        const from = committedOffset === NO_OFFSET ? 0n : committedOffset
        return Number((endOf.get(partitionIndex) ?? 0n) - from)
      }),
    ),
  )
  return lags.reduce((sum, lag) => sum + Math.max(0, lag), 0)
}

/** As `kafka-consumer-groups --reset-offsets` does, to the beginning or to a time. */
async function setBack(
  admin: Admin,
  { topic, groups, partitions, backMs }: { topic: string; groups: string[]; partitions: number; backMs: number },
): Promise<void> {
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

async function remove(admin: Admin, names: Names, groups: string[]): Promise<void> {
  for (const topic of [names.orders, names.processed, names.replies])
    await admin.deleteTopics({ topics: [topic] }).catch(() => {})
  await admin.deleteGroups({ groups: [...groups, names.processor] }).catch(() => {})
}
