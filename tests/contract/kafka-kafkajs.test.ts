/** The embedded broker, asked by a client that knows the old encoding only. */
import { randomUUID } from 'node:crypto'
import { CompressionTypes, Kafka, logLevel, type ProducerConfig } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import { type KafkaBroker, openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1'

let broker: KafkaBroker
let kafka: Kafka
const events: BrokerEvent[] = []

beforeAll(async () => {
  broker = await openKafkaBroker()
  broker.watch((event) => events.push(event))
  const { host, port } = broker.address
  kafka = new Kafka({ clientId: 'test', brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING })
})
afterAll(() => broker.close())

async function producer(config: ProducerConfig = {}) {
  const made = kafka.producer(config)
  await made.connect()
  onTestFinished(() => made.disconnect())
  return made
}

async function topic(numPartitions = 1): Promise<string> {
  const name = `t-${randomUUID()}`
  const admin = kafka.admin()
  await admin.createTopics({ topics: [{ topic: name, numPartitions }] })
  await admin.disconnect()
  return name
}

async function consume(groupId: string, name: string, isCommittedOnly = true) {
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: 1000,
    heartbeatInterval: 100,
    rebalanceTimeout: 5000,
    maxWaitTimeInMs: 100,
    readUncommitted: !isCommittedOnly,
  })
  const got: { value: string; partition: number; offset: string }[] = []
  const state = { consumer, got, held: 0 }
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    state.held = Object.values(payload.memberAssignment).flat().length
  })
  await consumer.connect()
  onTestFinished(() => consumer.disconnect())
  await consumer.subscribe({ topic: name, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message, partition }) => {
      got.push({ value: String(message.value), partition, offset: message.offset })
    },
  })
  return state
}

describe('produce and consume', () => {
  it.each([0, 1, -1])('acks=%i', async (acks) => {
    const name = await topic()
    const sender = await producer()
    await sender.send({ topic: name, acks, messages: [{ value: 'a' }, { value: 'b' }] })
    const { got } = await consume(randomUUID(), name)
    await expect
      .poll(() => got.map(({ value, offset }) => [value, offset]))
      .toEqual([
        ['a', '0'],
        ['b', '1'],
      ])
  })

  it('compressed with gzip', async () => {
    const name = await topic()
    const value = 'the same over and over '.repeat(100)
    await (await producer()).send({ topic: name, compression: CompressionTypes.GZIP, messages: [{ value }] })
    const { got } = await consume(randomUUID(), name)
    await expect.poll(() => got.map((one) => one.value)).toEqual([value])
  })
})

describe('groups', () => {
  it('go on where they have committed', async () => {
    const name = await topic()
    const group = randomUUID()
    const sender = await producer()
    await sender.send({ topic: name, messages: [{ value: 'a' }] })
    const first = await consume(group, name)
    await expect.poll(() => first.got.length).toBe(1)
    await first.consumer.disconnect()
    await sender.send({ topic: name, messages: [{ value: 'b' }] })
    const second = await consume(group, name)
    await expect.poll(() => second.got.map(({ value }) => value)).toEqual(['b'])
  })

  it('share the partitions, and take over those of a member that is gone', async () => {
    const name = await topic(4)
    const group = randomUUID()
    const one = await consume(group, name)
    const other = await consume(group, name)
    await expect.poll(() => [one.held, other.held]).toEqual([2, 2])
    await other.consumer.disconnect()
    await expect.poll(() => one.held).toBe(4)
  })

  it('are set back by an administrator when nobody consumes', async () => {
    const name = await topic()
    const group = randomUUID()
    await (await producer()).send({ topic: name, messages: [{ value: 'a' }, { value: 'b' }] })
    const first = await consume(group, name)
    await expect.poll(() => first.got.length).toBe(2)
    await first.consumer.disconnect()
    const admin = kafka.admin()
    onTestFinished(() => admin.disconnect())
    await admin.setOffsets({ groupId: group, topic: name, partitions: [{ partition: 0, offset: '1' }] })
    expect((await admin.fetchOffsets({ groupId: group, topics: [name] }))[0]?.partitions[0]?.offset).toBe('1')
    const second = await consume(group, name)
    await expect.poll(() => second.got.map(({ value }) => value)).toEqual(['b'])
    await second.consumer.disconnect()
    await admin.deleteGroups([group])
    expect((await admin.listGroups()).groups.map(({ groupId }) => groupId)).not.toContain(group)
  })
})

it('an idempotent producer stores nothing twice', async () => {
  const name = await topic()
  const sender = await producer({ idempotent: true, maxInFlightRequests: 1 })
  for (let n = 0; n < 20; n++) await sender.send({ topic: name, messages: [{ value: String(n) }] })
  const { got } = await consume(randomUUID(), name)
  await expect.poll(() => got.map(({ value }) => Number(value))).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

describe('transactions', () => {
  it('are read when they are committed, with the offsets that they carry', async () => {
    const name = await topic()
    const group = randomUUID()
    const sender = await producer({ idempotent: true, maxInFlightRequests: 1, transactionalId: randomUUID() })
    for (const [value, isCommit] of [
      ['aborted', false],
      ['committed', true],
    ] as const) {
      const transaction = await sender.transaction()
      await transaction.send({ topic: name, messages: [{ value }] })
      const offset = isCommit ? '7' : '3'
      await transaction.sendOffsets({
        consumerGroupId: group,
        topics: [{ topic: name, partitions: [{ partition: 0, offset }] }],
      })
      await (isCommit ? transaction.commit() : transaction.abort())
    }
    const committed = await consume(randomUUID(), name)
    await expect.poll(() => committed.got.map(({ value }) => value)).toEqual(['committed'])
    const all = await consume(randomUUID(), name, false)
    await expect.poll(() => all.got.map(({ value }) => value)).toEqual(['aborted', 'committed'])
    const admin = kafka.admin()
    onTestFinished(() => admin.disconnect())
    expect((await admin.fetchOffsets({ groupId: group, topics: [name] }))[0]?.partitions[0]?.offset).toBe('7')
  })

  it('an older producer of the same transactional id is fenced', async () => {
    const name = await topic()
    const config = { idempotent: true, maxInFlightRequests: 1, transactionalId: randomUUID() }
    const old = await producer(config)
    const transaction = await old.transaction()
    await transaction.send({ topic: name, messages: [{ value: 'old' }] })
    const young = await producer(config)
    const other = await young.transaction()
    await other.send({ topic: name, messages: [{ value: 'young' }] })
    await expect(transaction.commit()).rejects.toThrow()
    await other.commit()
    const committed = await consume(randomUUID(), name)
    await expect.poll(() => committed.got.map(({ value }) => value)).toEqual(['young'])
  })
})

it('topics are described, widened, told, emptied and deleted', async () => {
  const admin = kafka.admin()
  onTestFinished(() => admin.disconnect())
  const name = await topic(2)
  await (await producer()).send({ topic: name, messages: ['a', 'b', 'c'].map((value) => ({ value, partition: 0 })) })
  await admin.createPartitions({ topicPartitions: [{ topic: name, count: 3 }] })
  expect((await admin.fetchTopicMetadata({ topics: [name] })).topics[0]?.partitions.length).toBe(3)
  await admin.deleteTopicRecords({ topic: name, partitions: [{ partition: 0, offset: '2' }] })
  const offsets = await admin.fetchTopicOffsets(name)
  expect(offsets.find(({ partition }) => partition === 0)).toMatchObject({ low: '2', high: '3' })
  const configs = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name }] })
  expect(configs.resources[0]?.configEntries.find(({ configName }) => configName === 'retention.ms')?.configValue).toBe(
    '604800000',
  )
  expect((await admin.describeCluster()).brokers).toHaveLength(1)
  await admin.deleteTopics({ topics: [name] })
  expect(await admin.listTopics()).not.toContain(name)
})
