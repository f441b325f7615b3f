/** The embedded broker, asked by the client of our own lanes. */
import { randomUUID } from 'node:crypto'
import {
  Admin,
  type CompressionAlgorithmValue,
  Consumer,
  type ConsumerOptions,
  type MessagesStream,
  Producer,
  type ProducerOptions,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import { type KafkaBroker, openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'

let broker: KafkaBroker
const events: BrokerEvent[] = []

beforeAll(async () => {
  broker = await openKafkaBroker()
  broker.watch((event) => events.push(event))
})
afterAll(() => broker.close())

type StringConsumer = Consumer<string, string, string, string>
type StringConsumerOptions = ConsumerOptions<string, string, string, string>
type StringProducer = Producer<string, string, string, string>
type StringProducerOptions = ProducerOptions<string, string, string, string>
const dial = () => ({ clientId: 'test', bootstrapBrokers: [broker.address], retries: 3, retryDelay: 50 })

function producer(options: Partial<StringProducerOptions> = {}): StringProducer {
  const made = new Producer({ ...dial(), serializers: stringSerializers, ...options })
  onTestFinished(() => made.close(true))
  return made
}

function consumer(groupId: string, options: Partial<StringConsumerOptions> = {}): StringConsumer {
  const made = new Consumer({
    ...dial(),
    groupId,
    deserializers: stringDeserializers,
    sessionTimeout: 1000,
    heartbeatInterval: 100,
    rebalanceTimeout: 5000,
    maxWaitTime: 100,
    autocommit: false,
    ...options,
  } as StringConsumerOptions)
  onTestFinished(() => made.close(true).catch(() => {}))
  return made
}

async function topic(partitions = 1): Promise<string> {
  const name = `t-${randomUUID()}`
  const admin = new Admin(dial())
  await admin.createTopics({ topics: [name], partitions, replicas: 1 })
  await admin.close()
  return name
}

function collect(
  stream: MessagesStream<string, string, string, string>,
): { key: string; value: string; partition: number; offset: bigint }[] {
  const got: { key: string; value: string; partition: number; offset: bigint }[] = []
  stream.on('data', ({ key, value, partition, offset }) => got.push({ key, value, partition, offset }))
  stream.on('error', () => {})
  return got
}

const consume = (by: StringConsumer, topics: string[]) =>
  by.consume({ topics, mode: 'committed', fallbackMode: 'earliest' })

describe('produce and consume', () => {
  it.each([0, 1, -1])('acks=%i', async (acks) => {
    const name = await topic()
    await producer({ acks }).send({ messages: [1, 2, 3].map((n) => ({ topic: name, key: 'k', value: `v${n}` })) })
    const got = collect(await consume(consumer(randomUUID()), [name]))
    await expect
      .poll(() => got.map(({ value, offset }) => [value, offset]))
      .toEqual([
        ['v1', 0n],
        ['v2', 1n],
        ['v3', 2n],
      ])
  })

  it.each<CompressionAlgorithmValue>(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'compressed with %s',
    async (compression) => {
      const name = await topic()
      const value = 'the same over and over '.repeat(100)
      await producer({ compression }).send({
        messages: [{ topic: name, key: 'k', value, headers: new Map([['a', 'b']]) }],
      })
      const got = collect(await consume(consumer(randomUUID()), [name]))
      await expect.poll(() => got.map((one) => one.value)).toEqual([value])
    },
  )

  it('a key stays in its partition, in order', async () => {
    const name = await topic(4)
    const sender = producer()
    for (let n = 0; n < 40; n++) await sender.send({ messages: [{ topic: name, key: `k${n % 8}`, value: String(n) }] })
    const got = collect(await consume(consumer(randomUUID()), [name]))
    await expect.poll(() => got.length).toBe(40)
    for (let key = 0; key < 8; key++) {
      const own = got.filter((one) => one.key === `k${key}`)
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
      expect(own.map(({ value }) => Number(value) % 8)).toEqual(Array(5).fill(key))
      expect(own.map(({ value }) => Number(value))).toEqual(
        [...own.map(({ value }) => Number(value))].sort((a, b) => a - b),
      )
    }
  })

  it('a waiting consumer is handed what is appended', async () => {
    const name = await topic()
    const got = collect(await consume(consumer(randomUUID(), { maxWaitTime: 5000, minBytes: 1 }), [name]))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const sentMs = performance.now()
    await producer().send({ messages: [{ topic: name, key: 'k', value: 'now' }] })
    await expect.poll(() => got.length, { interval: 5 }).toBe(1)
    expect(performance.now() - sentMs).toBeLessThan(2500)
  })
})

describe('groups', () => {
  it('go on where they have committed', async () => {
    const name = await topic()
    const group = randomUUID()
    const sender = producer()
    await sender.send({ messages: [{ topic: name, key: 'k', value: 'a' }] })
    const first = consumer(group)
    const before = collect(await consume(first, [name]))
    await expect.poll(() => before.length).toBe(1)
    await first.commit({ offsets: [{ topic: name, partition: 0, offset: 1n, leaderEpoch: 0 }] })
    await first.close(true)
    await sender.send({ messages: [{ topic: name, key: 'k', value: 'b' }] })
    const after = collect(await consume(consumer(group), [name]))
    await expect.poll(() => after.map(({ value }) => value)).toEqual(['b'])
  })

  it('share the partitions, and take over those of a member that is gone', async () => {
    const name = await topic(4)
    const group = randomUUID()
    const one = consumer(group)
    await consume(one, [name])
    const other = consumer(group)
    await consume(other, [name])
    const held = (by: StringConsumer) => by.assignments?.flatMap(({ partitions }) => partitions).length ?? 0
    await expect.poll(() => [held(one), held(other)]).toEqual([2, 2])
    await other.close(true)
    await expect.poll(() => held(one)).toBe(4)
    const reasons = events.flatMap((event) => (event.is === 'rebalance' && event.group === group ? [event.reason] : []))
    expect(reasons.some((reason) => reason.includes('joined'))).toBe(true)
    expect(reasons.some((reason) => reason.includes('left'))).toBe(true)
  })

  it('are listed and described', async () => {
    const name = await topic()
    const group = randomUUID()
    const member = consumer(group)
    await consume(member, [name])
    const admin = new Admin(dial())
    onTestFinished(() => admin.close())
    expect([...(await admin.listGroups()).keys()]).toContain(group)
    const described = (await admin.describeGroups({ groups: [group] })).get(group)
    expect(described?.state).toBe('Stable')
    expect(described?.members.size).toBe(1)
  })
})

it('an idempotent producer stores nothing twice', async () => {
  const name = await topic()
  const sender = producer({ idempotent: true, acks: -1 })
  for (let n = 0; n < 20; n++) await sender.send({ messages: [{ topic: name, key: 'k', value: String(n) }] })
  const got = collect(await consume(consumer(randomUUID()), [name]))
  await expect.poll(() => got.map(({ value }) => Number(value))).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

describe('transactions', () => {
  it('are read when they are committed, and never when they are aborted', async () => {
    const name = await topic()
    const sender = producer({ idempotent: true, transactionalId: randomUUID(), acks: -1 })
    for (const [value, isCommit] of [
      ['aborted', false],
      ['committed', true],
    ] as const) {
      const transaction = await sender.beginTransaction()
      await transaction.send({ messages: [{ topic: name, key: 'k', value }] })
      await (isCommit ? transaction.commit() : transaction.abort())
    }
    const committed = collect(await consume(consumer(randomUUID(), { isolationLevel: 1 }), [name]))
    await expect.poll(() => committed.map(({ value }) => value)).toEqual(['committed'])
    const all = collect(await consume(consumer(randomUUID(), { isolationLevel: 0 }), [name]))
    await expect.poll(() => all.map(({ value }) => value)).toEqual(['aborted', 'committed'])
  })

  it('an older producer of the same transactional id is fenced', async () => {
    const name = await topic()
    const transactionalId = randomUUID()
    const old = producer({ idempotent: true, transactionalId, acks: -1, retries: 0 })
    const transaction = await old.beginTransaction()
    await transaction.send({ messages: [{ topic: name, key: 'k', value: 'old' }] })
    // This client always names a former id (KIP-360), and 0 where it is not told one.
    const { producerId, producerEpoch } = old
    await producer({ idempotent: true, transactionalId, acks: -1 }).beginTransaction({ producerId, producerEpoch })
    await expect(transaction.commit()).rejects.toThrow()
    const committed = collect(await consume(consumer(randomUUID(), { isolationLevel: 1 }), [name]))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(committed).toEqual([])
  })
})

it('topics are made, widened, told and deleted', async () => {
  const admin = new Admin(dial())
  onTestFinished(() => admin.close())
  const name = `t-${randomUUID()}`
  await admin.createTopics({
    topics: [name],
    partitions: 2,
    replicas: 1,
    configs: [{ name: 'retention.ms', value: '1000' }],
  })
  await admin.createPartitions({ topics: [{ name, count: 3, assignments: null }] } as never)
  expect((await admin.metadata({ topics: [name], forceUpdate: true })).topics.get(name)?.partitionsCount).toBe(3)
  expect(await admin.listTopics()).toContain(name)
  await admin.deleteTopics({ topics: [name] })
  expect(await admin.listTopics()).not.toContain(name)
})
