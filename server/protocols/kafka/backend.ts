/** The topics of one lane, and the consumer groups that read them. */
import { Admin } from '@platformatic/kafka'
import { type LogTopic, lagOf } from '#core/log-state.ts'
import { type Options, type OptionsOf, subscribersOf } from '#core/protocols.ts'
import { Consuming } from '../consumer-process.ts'
import type { Addresses, Env, Running, Service } from '../protocol.ts'
import { Consumers } from './consumer.ts'
import { externalAddress } from './endpoint.ts'
import { logTopic, membersOf, type Read } from './log-topics.ts'
import { groupOf, MAX_BATCH_BYTES, type Names, namesFor } from './message.ts'
import { outcomeOfClientError } from './outcome.ts'
import { Processor } from './processor.ts'
import { setBack } from './set-back.ts'

const RETRIES = 3
const RETRY_DELAY_MS = 100
/** How long a group may take to be empty, beyond a session. */
const EMPTY_WITHIN_MS = 3000
/** As many replicas as the cluster has by default. */
const DEFAULT_REPLICAS = -1

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
  const reads: Read[] = [
    ...(processor
      ? [{ topic: names.orders, name: 'orders', groups: [{ groupId: names.processor, name: 'processor' }] }]
      : []),
    {
      topic: read,
      name: processor ? 'processed' : 'orders',
      groups: groups.map((groupId, subscriber) => ({ groupId, name: `group-${subscriber}` })),
      ends: processor?.ends,
    },
  ]
  /** In this order: what has left the first topic meanwhile is in the second. */
  const logs = async (): Promise<LogTopic[]> => {
    const found = []
    for (const one of reads) found.push(await logTopic(admin, partitions, one))
    return found
  }
  /** While groups are rewound somebody may have stopped them, or let them go on. */
  let isWanted = true
  const stopAll = () => Promise.all([processor?.stop(), ...consumers.map((each) => each.stop())])
  const startAll = () => Promise.all([processor?.start(), ...consumers.map((each) => each.start())])
  const rewind = async (backMs: number) => {
    // Only of a group that nobody is in the offsets can be set.
    await Promise.all(consumers.map((each) => each.stop()))
    try {
      const back = { topic: read, groups, partitions, backMs }
      // Who has crashed is in it until his session is over.
      await setBack(admin, back, options.sessionTimeoutMs + EMPTY_WITHIN_MS)
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
      const visible = (await logs()).reduce(
        (sum, topic) => sum + topic.groups.reduce((all, group) => all + lagOf(topic, group), 0),
        0,
      )
      return { visible, invisible: 0, delayed: 0 }
    },
    async log() {
      const members = await membersOf(
        admin,
        reads.flatMap((one) => one.groups.map(({ groupId }) => groupId)),
      )
      return (await logs()).map((topic, index) => {
        const groupIds = reads[index]?.groups.map(({ groupId }) => groupId) ?? []
        const of = topic.groups.map((group, at) => ({ ...group, members: members.get(groupIds[at] ?? '') ?? null }))
        return { topic: { ...topic, groups: of }, groupIds }
      })
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

async function remove(admin: Admin, names: Names, groups: string[]): Promise<void> {
  for (const topic of [names.orders, names.processed, names.replies])
    await admin.deleteTopics({ topics: [topic] }).catch(() => {})
  await admin.deleteGroups({ groups: [...groups, names.processor] }).catch(() => {})
}
