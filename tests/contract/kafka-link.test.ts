/** Kafka through a link: no connection goes past it, and its messages can be hit one by one. */
import { randomUUID } from 'node:crypto'
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { KafkaFaultType } from '#core/fault-rows/kafka-faults.ts'
import type { Options } from '#core/protocols.ts'
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { openLink } from '#server/link/link.ts'
import { kafkaFilter } from '#server/protocols/kafka/link/link-filter.ts'
import { watchClientSockets } from './client-sockets.ts'

const SENDS = 8

async function lab() {
  const broker = await openKafkaBroker()
  onTestFinished(() => broker.close())
  const link = await openLink({ upstream: broker.address, seed: 1, filter: kafkaFilter() })
  onTestFinished(() => link.close())
  const events: BrokerEvent[] = []
  broker.watch((event) => events.push(event))
  return {
    broker,
    link,
    stored: () => events.reduce((sum, event) => sum + (event.is === 'appended' ? event.records : 0), 0),
    deduplicated: () => events.filter(({ is }) => is === 'deduplicated').length,
    set: (type: KafkaFaultType, attributes: Options) =>
      link.setFault({ id: 'fault', type, stream: 'downstream', toxicity: 1, attributes }),
  }
}

type Lab = Awaited<ReturnType<typeof lab>>
type Send = (value: string) => Promise<unknown>

async function platformatic(
  { link }: Lab,
  { isIdempotent, timeoutMs }: { isIdempotent: boolean; timeoutMs: number },
): Promise<Send> {
  const at = {
    clientId: 'test',
    bootstrapBrokers: [link.address],
    retries: 5,
    retryDelay: 20,
    requestTimeout: timeoutMs,
  }
  const admin = new Admin(at)
  await admin.createTopics({ topics: ['t'], partitions: 1, replicas: 1 })
  await admin.close()
  const producer = new Producer({ ...at, serializers: stringSerializers, idempotent: isIdempotent, acks: -1 })
  onTestFinished(() => producer.close(true))
  return (value) => producer.send({ messages: [{ topic: 't', key: 'k', value }] })
}

async function kafkajs(
  { link }: Lab,
  { isIdempotent, timeoutMs }: { isIdempotent: boolean; timeoutMs: number },
): Promise<Send> {
  const kafka = new Kafka({
    clientId: 'test',
    brokers: [`${link.address.host}:${link.address.port}`],
    logLevel: logLevel.NOTHING,
    requestTimeout: timeoutMs,
    retry: { initialRetryTime: 50, retries: 5 },
  })
  const admin = kafka.admin()
  await admin.createTopics({ topics: [{ topic: 't', numPartitions: 1 }] })
  await admin.disconnect()
  const producer = kafka.producer({ idempotent: isIdempotent, maxInFlightRequests: 1 })
  await producer.connect()
  onTestFinished(() => producer.disconnect())
  return (value) => producer.send({ topic: 't', messages: [{ value }] })
}

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1'
const clients = { platformatic, kafkajs }
const everyClient = Object.keys(clients) as (keyof typeof clients)[]
const bothWays = everyClient.flatMap((client) => [false, true].map((isIdempotent) => ({ client, isIdempotent })))

async function sendAll(send: Send): Promise<void> {
  for (let number = 0; number < SENDS; number++) await send(String(number))
}

it.each(everyClient)('every connection of %s crosses the link', async (client) => {
  using sockets = watchClientSockets()
  const here = await lab()
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
  const stream = await consumer.consume({ topics: ['t'], mode: 'earliest' })
  let got = 0
  stream.on('data', () => got++)
  await expect.poll(() => got).toBe(SENDS)
  const { connections } = here.link.counters.read()
  expect(connections).toBeGreaterThan(2)
  expect(sockets.bytesTo(here.broker.address.port).connections).toBe(connections)
  expect(sockets.bytesTo(here.link.address.port).connections).toBe(connections)
})

describe('the third acknowledgement', () => {
  it.each(bothWays)('cut off: $client, idempotent: $isIdempotent', async ({ client, isIdempotent }) => {
    const here = await lab()
    const send = await clients[client](here, { isIdempotent, timeoutMs: 5000 })
    here.set('drop_acknowledgement', { after: 2, count: 1, how: 'reset' })
    await sendAll(send)
    expect([here.stored(), here.deduplicated()]).toEqual(isIdempotent ? [SENDS, 1] : [SENDS + 1, 0])
  })

  it.each(bothWays)('dropped in silence: $client, idempotent: $isIdempotent', async ({ client, isIdempotent }) => {
    const here = await lab()
    const send = await clients[client](here, { isIdempotent, timeoutMs: 400 })
    here.set('drop_acknowledgement', { after: 2, count: 1, how: 'silence' })
    await sendAll(send)
    expect([here.stored(), here.deduplicated()]).toEqual(isIdempotent ? [SENDS, 1] : [SENDS + 1, 0])
  })

  it.each(bothWays)('too late: $client, idempotent: $isIdempotent', async ({ client, isIdempotent }) => {
    const here = await lab()
    const send = await clients[client](here, { isIdempotent, timeoutMs: 400 })
    here.set('delay_acknowledgement', { after: 2, count: 1, delay: 1000 })
    await sendAll(send)
    // Who asks again on the same connection waits behind the late answer, and may ask a third time.
    const again = isIdempotent ? here.deduplicated() : here.stored() - SENDS
    expect(again).toBeGreaterThan(0)
    if (isIdempotent) expect(here.stored()).toBe(SENDS)
  })
})

it.each(bothWays)(
  'a request that is lost is stored once: $client, idempotent: $isIdempotent',
  async ({ client, isIdempotent }) => {
    const here = await lab()
    const send = await clients[client](here, { isIdempotent, timeoutMs: 5000 })
    here.set('drop_request', { after: 2, count: 1, how: 'reset' })
    await sendAll(send)
    expect([here.stored(), here.deduplicated()]).toEqual([SENDS, 0])
  },
)

it.each(everyClient)(
  '%s asks again after a partition error, and the broker never saw the first time',
  async (client) => {
    const here = await lab()
    const send = await clients[client](here, { isIdempotent: false, timeoutMs: 5000 })
    here.set('partition_error', { after: 2, count: 1, error: 'NOT_LEADER_OR_FOLLOWER' })
    await sendAll(send)
    expect([here.stored(), here.deduplicated()]).toEqual([SENDS, 0])
  },
)

it.each(everyClient)('%s goes on when it is asked to pause', async (client) => {
  const here = await lab()
  const send = await clients[client](here, { isIdempotent: false, timeoutMs: 5000 })
  here.set('throttle', { after: 2, count: 1, pause: 50 })
  await sendAll(send)
  expect(here.stored()).toBe(SENDS)
})

it('is undone by clearing it', async () => {
  const here = await lab()
  const send = await platformatic(here, { isIdempotent: false, timeoutMs: 5000 })
  here.set('drop_request', { after: 0, count: 0, how: 'reset' })
  await here.link.clearFault('fault')
  await sendAll(send)
  expect(here.stored()).toBe(SENDS)
})
