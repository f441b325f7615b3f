/** What two clients say to a broker: kafkajs in the old encoding, @platformatic/kafka in the flexible one. */
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { CompressionTypes, Kafka, logLevel } from 'kafkajs'
import type { Address } from '#core/address.ts'

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1'

const VALUES = ['a', 'b', 'c']
/** Long enough for a conversation that is said again, slowly. */
const SESSION_MS = 60_000
const POLL_MS = 100

type Talk = (at: Address) => Promise<void>

export const talks: Record<string, Talk> = { kafkajs: byKafkajs, '@platformatic/kafka': byPlatformatic }

async function byKafkajs({ host, port }: Address): Promise<void> {
  const retry = { retries: 2, initialRetryTime: POLL_MS }
  const kafka = new Kafka({ clientId: 'talk', brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING, retry })
  const topic = 'talk'
  const admin = kafka.admin()
  await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] })
  await refused(admin.createTopics({ topics: [{ topic: 'bad name', numPartitions: 1 }] }))
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] })
  for (const acks of [1, -1]) {
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic, acks, messages: VALUES.map((value) => ({ value, key: value, headers: { h: 'x' } })) })
    await producer.send({ topic, acks, compression: CompressionTypes.GZIP, messages: [{ value: 'z', partition: 1 }] })
    await producer.disconnect()
  }
  const consumer = kafka.consumer({ groupId: 'talkers', sessionTimeout: SESSION_MS, maxWaitTimeInMs: POLL_MS })
  let got = 0
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({ eachMessage: async () => void got++ })
  await until(() => got === 2 * VALUES.length + 2)
  await admin.describeGroups(['talkers', 'nobody'])
  await consumer.disconnect()
  await admin.fetchOffsets({ groupId: 'talkers', topics: [topic] })
  await admin.setOffsets({ groupId: 'talkers', topic, partitions: [{ partition: 1, offset: '1' }] })
  await admin.fetchTopicOffsets(topic)
  await admin.fetchTopicOffsetsByTimestamp(topic, 1)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 1, offset: '1' }] })
  await refused(admin.deleteTopicRecords({ topic, partitions: [{ partition: 1, offset: '99' }] }))
  const sender = kafka.producer({ idempotent: true, maxInFlightRequests: 1, transactionalId: 'talk' })
  await sender.connect()
  for (const isCommit of [false, true]) {
    const transaction = await sender.transaction()
    await transaction.send({ topic, messages: [{ value: 't', partition: 0 }] })
    const topics = [{ topic, partitions: [{ partition: 0, offset: '1' }] }]
    await transaction.sendOffsets({ consumerGroupId: 'talkers', topics })
    await (isCommit ? transaction.commit() : transaction.abort())
  }
  await sender.disconnect()
  await admin.listGroups()
  await admin.deleteGroups(['talkers'])
  await refused(admin.deleteGroups(['nobody']))
  await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic }] })
  await admin.describeCluster()
  await admin.deleteTopics({ topics: [topic] })
  await refused(admin.deleteTopics({ topics: [topic] }))
  await admin.disconnect()
}

async function byPlatformatic(at: Address): Promise<void> {
  const dial = { clientId: 'talk', bootstrapBrokers: [at], retries: 2, retryDelay: POLL_MS }
  const topic = 'speech'
  const admin = new Admin(dial)
  await admin.createTopics({
    topics: [topic],
    partitions: 2,
    replicas: 1,
    configs: [{ name: 'retention.ms', value: '100000000' }],
  })
  await refused(admin.createTopics({ topics: [topic], partitions: 2, replicas: 1 }))
  for (const options of [{ acks: 1 }, { acks: -1, idempotent: true }, { acks: -1, compression: 'zstd' as const }]) {
    const producer = new Producer({ ...dial, serializers: stringSerializers, ...options })
    await producer.send({ messages: VALUES.map((value) => ({ topic, key: value, value, partition: 0 })) })
    await producer.close(true)
  }
  const consume = async (groupId: string, isolationLevel: number, count: number) => {
    const consumer = new Consumer({
      ...dial,
      groupId,
      isolationLevel,
      deserializers: stringDeserializers,
      sessionTimeout: SESSION_MS,
      maxWaitTime: POLL_MS,
      autocommit: false,
    })
    const stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest' })
    let got = 0
    stream.on('data', () => got++)
    await until(() => got === count)
    await consumer.commit({ offsets: [{ topic, partition: 0, offset: BigInt(count), leaderEpoch: 0 }] })
    await admin.describeGroups({ groups: [groupId] })
    await consumer.close(true)
  }
  await consume('listeners', 0, 3 * VALUES.length)
  const sender = new Producer({
    ...dial,
    serializers: stringSerializers,
    idempotent: true,
    transactionalId: 'speech',
    acks: -1,
  })
  for (const isCommit of [false, true]) {
    const transaction = await sender.beginTransaction()
    await transaction.send({ messages: [{ topic, key: 'k', value: 't', partition: 1 }] })
    await (isCommit ? transaction.commit() : transaction.abort())
  }
  await sender.close(true)
  await consume('committed-listeners', 1, 3 * VALUES.length + 1)
  await admin.listConsumerGroupOffsets({ groups: [{ groupId: 'listeners', topics: null as never }] }).catch(() => {})
  await admin.metadata({ topics: [topic], forceUpdate: true })
  await admin.listGroups()
  await admin.deleteGroups({ groups: ['listeners'] })
  await refused(admin.deleteGroups({ groups: ['listeners'] }))
  await admin.deleteTopics({ topics: [topic] })
  await refused(admin.deleteTopics({ topics: [topic] }))
  await admin.close()
}

/** It must be: what is compared is how. */
async function refused(asked: Promise<unknown>): Promise<void> {
  const isRefused = await asked.then(
    () => false,
    () => true,
  )
  if (!isRefused) throw new Error('this was to be refused')
}

async function until(isThere: () => boolean): Promise<void> {
  const PATIENCE_MS = 30_000
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
    if (isThere()) return
    await new Promise((later) => setTimeout(later, POLL_MS))
  }
  throw new Error(`not within ${PATIENCE_MS} ms`)
}
