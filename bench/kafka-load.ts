/** What bench/kafka.ts puts on a broker, the same on both sides and by the same client. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Admin, Consumer, Producer } from '@platformatic/kafka'
import type { Address } from '#core/address.ts'
import type { Histogram } from '#core/histogram.ts'

const VALUE = Buffer.alloc(100, 'x')
const KEY = Buffer.from('key')
const WARM_UP = 50
const BATCH = 500
/** Batches on their way at once. */
const AT_ONCE = 4
const US_PER_MS = 1000
const MS_PER_S = 1000

export interface Side {
  name: string
  at: Address
  /** What its topics are told. */
  configs: { name: string; value: string }[]
}

const dial = ({ at }: Side) => ({ clientId: 'bench', bootstrapBrokers: [at], retries: 20, retryDelay: 100 })

export async function withTopic<T>(side: Side, use: (topic: string) => Promise<T>): Promise<T> {
  const topic = `bench-${randomUUID()}`
  const admin = new Admin(dial(side))
  try {
    await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1, configs: side.configs })
    return await use(topic)
  } finally {
    await admin.deleteTopics({ topics: [topic] })
    await admin.close()
  }
}

async function withProducer<T>(side: Side, use: (producer: Producer) => Promise<T>): Promise<T> {
  const producer = new Producer({ ...dial(side), acks: 1 })
  try {
    return await use(producer)
  } finally {
    await producer.close(true)
  }
}

/** One message in a request, and the next when it is acknowledged. µs are recorded. */
export function single(side: Side, { sends, into }: { sends: number; into: Histogram }): Promise<void> {
  return withTopic(side, (topic) =>
    withProducer(side, async (producer) => {
      for (let number = -WARM_UP; number < sends; number++) {
        const sentMs = performance.now()
        await producer.send({ messages: [{ topic, key: KEY, value: VALUE }] })
        if (number >= 0) into.record((performance.now() - sentMs) * US_PER_MS)
      }
    }),
  )
}

/** @returns messages a second */
export function fill(side: Side, { topic, records }: { topic: string; records: number }): Promise<number> {
  const messages = Array.from({ length: BATCH }, () => ({ topic, key: KEY, value: VALUE }))
  return withProducer(side, async (producer) => {
    await producer.send({ messages: messages.slice(0, 1) })
    const fromMs = performance.now()
    let left = Math.ceil(records / BATCH)
    const sender = async () => {
      while (left-- > 0) await producer.send({ messages })
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sender))
    return (Math.ceil(records / BATCH) * BATCH) / ((performance.now() - fromMs) / MS_PER_S)
  })
}

/** From the beginning of what is there. @returns messages a second */
export async function drain(side: Side, { topic, records }: { topic: string; records: number }): Promise<number> {
  const consumer = consumerOf(side)
  try {
    const fromMs = performance.now()
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest' })
    let got = 0
    for await (const _ of stream) if (++got >= records) break
    return records / ((performance.now() - fromMs) / MS_PER_S)
  } finally {
    await consumer.close(true)
  }
}

/** At a pace, from before it is sent until a consumer that waits for it has it. µs are recorded. */
export function endToEnd(
  side: Side,
  { rateRps, seconds, into }: { rateRps: number; seconds: number; into: Histogram },
): Promise<void> {
  return withTopic(side, (topic) =>
    withProducer(side, async (producer) => {
      const consumer = consumerOf(side)
      const stream = await consumer.consume({ topics: [topic], mode: 'earliest' })
      const count = Math.round(rateRps * seconds)
      const sentMs: number[] = []
      const all = Promise.withResolvers<void>()
      let got = 0
      stream.on('data', ({ value }) => {
        into.record((performance.now() - (sentMs[Number(value)] as number)) * US_PER_MS)
        if (++got === count) all.resolve()
      })
      const beginMs = performance.now()
      for (let number = 0; number < count; number++) {
        await delay(Math.max(0, beginMs + (number * MS_PER_S) / rateRps - performance.now()))
        sentMs[number] = performance.now()
        void producer.send({ messages: [{ topic, key: KEY, value: Buffer.from(`${number}`) }] })
      }
      await all.promise
      await consumer.close(true)
    }),
  )
}

function consumerOf(side: Side): Consumer {
  return new Consumer({ ...dial(side), groupId: randomUUID(), minBytes: 1, maxWaitTime: 500, autocommit: false })
}
