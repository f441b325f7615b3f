/** Kafka through a link, whoever's broker is behind it: no connection goes past it, and its messages can be hit one by one. */
import { randomUUID } from 'node:crypto'
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Address } from '#core/address.ts'
import type { KafkaFaultType } from '#core/fault-rows/kafka-faults.ts'
import type { Options } from '#core/protocols.ts'
import { openLink } from '#server/link/link.ts'
import { kafkaFilter } from '#server/protocols/kafka/link/link-filter.ts'
import { watchClientSockets } from './client-sockets.ts'

const SENDS = 8
const LATEST = -1n

export interface LinkedBroker {
  address: Address
  /** Batches that it has taken for those it had already; null where it does not tell. */
  deduplicated: (() => number) | null
}

async function lab({ address, deduplicated }: LinkedBroker) {
  const link = await openLink({ upstream: address, seed: 1, filter: kafkaFilter() })
  onTestFinished(() => link.close())
  const topic = `t-${randomUUID()}`
  const admin = new Admin({ clientId: 'lab', bootstrapBrokers: [address], retries: 5, retryDelay: 50 })
  onTestFinished(() => admin.close())
  await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 })
  const stored = async () => {
    const partitions = [{ partitionIndex: 0, timestamp: LATEST }]
    const [told] = await admin.listOffsets({ topics: [{ name: topic, partitions }] })
    return Number(told?.partitions[0]?.offset)
  }
  return {
    address,
    link,
    topic,
    stored,
    deduplicated,
    expectStored: async (records: number, duplicates: number) => {
      expect(await stored()).toBe(records)
      if (deduplicated) expect(deduplicated()).toBe(duplicates)
    },
    set: (type: KafkaFaultType, attributes: Options) =>
      link.setFault({ id: 'fault', type, stream: 'downstream', toxicity: 1, attributes }),
  }
}

type Lab = Awaited<ReturnType<typeof lab>>
type Send = (value: string) => Promise<unknown>

async function platformatic(
  { link, topic }: Lab,
  { isIdempotent, timeoutMs }: { isIdempotent: boolean; timeoutMs: number },
): Promise<Send> {
  const at = {
    clientId: 'test',
    bootstrapBrokers: [link.address],
    retries: 5,
    retryDelay: 20,
    requestTimeout: timeoutMs,
  }
  const producer = new Producer({ ...at, serializers: stringSerializers, idempotent: isIdempotent, acks: -1 })
  onTestFinished(() => producer.close(true))
  return (value) => producer.send({ messages: [{ topic, key: 'k', value }] })
}

async function kafkajs(
  { link, topic }: Lab,
  { isIdempotent, timeoutMs }: { isIdempotent: boolean; timeoutMs: number },
): Promise<Send> {
  const kafka = new Kafka({
    clientId: 'test',
    brokers: [`${link.address.host}:${link.address.port}`],
    logLevel: logLevel.NOTHING,
    requestTimeout: timeoutMs,
    retry: { initialRetryTime: 50, retries: 5 },
  })
  const producer = kafka.producer({ idempotent: isIdempotent, maxInFlightRequests: 1 })
  await producer.connect()
  onTestFinished(() => producer.disconnect())
  return (value) => producer.send({ topic, messages: [{ value }] })
}

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1'
const clients = { platformatic, kafkajs }
const everyClient = Object.keys(clients) as (keyof typeof clients)[]
const bothWays = everyClient.flatMap((client) => [false, true].map((isIdempotent) => ({ client, isIdempotent })))

async function sendAll(send: Send): Promise<void> {
  for (let number = 0; number < SENDS; number++) await send(String(number))
}

/** Idempotent, the second time is known for what it is. */
const ofThose = (isIdempotent: boolean): [number, number] => (isIdempotent ? [SENDS, 1] : [SENDS + 1, 0])

export function kafkaLink(open: () => Promise<LinkedBroker>): void {
  it.each(everyClient)('every connection of %s crosses the link', async (client) => {
    const here = await lab(await open())
    using sockets = watchClientSockets()
    const send = await clients[client](here, { isIdempotent: true, timeoutMs: 5000 })
    await sendAll(send)
    const consumer = new Consumer({
      clientId: 'test',
      groupId: randomUUID(),
      bootstrapBrokers: [here.link.address],
      deserializers: stringDeserializers,
      maxWaitTime: 100,
    })
    onTestFinished(() => consumer.close(true))
    const stream = await consumer.consume({ topics: [here.topic], mode: 'earliest' })
    let got = 0
    stream.on('data', () => got++)
    await expect.poll(() => got).toBe(SENDS)
    const { connections } = here.link.counters.read()
    expect(connections).toBeGreaterThan(2)
    expect(sockets.bytesTo(here.address.port).connections).toBe(connections)
    expect(sockets.bytesTo(here.link.address.port).connections).toBe(connections)
  })

  describe('the third acknowledgement', () => {
    it.each(bothWays)('cut off: $client, idempotent: $isIdempotent', async ({ client, isIdempotent }) => {
      const here = await lab(await open())
      const send = await clients[client](here, { isIdempotent, timeoutMs: 5000 })
      here.set('drop_acknowledgement', { after: 2, count: 1, how: 'reset' })
      await sendAll(send)
      await here.expectStored(...ofThose(isIdempotent))
    })

    it.each(bothWays)('dropped in silence: $client, idempotent: $isIdempotent', async ({ client, isIdempotent }) => {
      const here = await lab(await open())
      const send = await clients[client](here, { isIdempotent, timeoutMs: 400 })
      here.set('drop_acknowledgement', { after: 2, count: 1, how: 'silence' })
      await sendAll(send)
      await here.expectStored(...ofThose(isIdempotent))
    })

    it.each(bothWays)('too late: $client, idempotent: $isIdempotent', async ({ client, isIdempotent }) => {
      const here = await lab(await open())
      const send = await clients[client](here, { isIdempotent, timeoutMs: 400 })
      here.set('delay_acknowledgement', { after: 2, count: 1, delay: 1000 })
      await sendAll(send)
      // Who asks again on the same connection waits behind the late answer, and may ask a third time.
      if (isIdempotent) {
        expect(await here.stored()).toBe(SENDS)
        expect(here.deduplicated?.()).not.toBe(0)
      } else expect(await here.stored()).toBeGreaterThan(SENDS)
    })
  })

  it.each(bothWays)(
    'a request that is lost is stored once: $client, idempotent: $isIdempotent',
    async ({ client, isIdempotent }) => {
      const here = await lab(await open())
      const send = await clients[client](here, { isIdempotent, timeoutMs: 5000 })
      here.set('drop_request', { after: 2, count: 1, how: 'reset' })
      await sendAll(send)
      await here.expectStored(SENDS, 0)
    },
  )

  it.each(everyClient)(
    '%s asks again after a partition error, and the broker never saw the first time',
    async (client) => {
      const here = await lab(await open())
      const send = await clients[client](here, { isIdempotent: false, timeoutMs: 5000 })
      here.set('partition_error', { after: 2, count: 1, error: 'NOT_LEADER_OR_FOLLOWER' })
      await sendAll(send)
      await here.expectStored(SENDS, 0)
    },
  )

  it.each(everyClient)('%s goes on when it is asked to pause', async (client) => {
    const here = await lab(await open())
    const send = await clients[client](here, { isIdempotent: false, timeoutMs: 5000 })
    here.set('throttle', { after: 2, count: 1, pause: 50 })
    await sendAll(send)
    expect(await here.stored()).toBe(SENDS)
  })

  it('is undone by clearing it', async () => {
    const here = await lab(await open())
    const send = await platformatic(here, { isIdempotent: false, timeoutMs: 5000 })
    here.set('drop_request', { after: 0, count: 0, how: 'reset' })
    await here.link.clearFault('fault')
    await sendAll(send)
    expect(await here.stored()).toBe(SENDS)
  })
}
