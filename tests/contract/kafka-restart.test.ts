/** The embedded broker ends, in whatever way, and comes back on the same port: what its clients find. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { expect, it, onTestFinished } from 'vitest'
import { type KafkaBroker, openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import type { FlushPolicy } from '#server/brokers/kafka/log/flusher.ts'

const RECORDS = 20

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'wirelab-kafka-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

function clients(broker: KafkaBroker) {
  const at = { clientId: 'test', bootstrapBrokers: [broker.address], retries: 3, retryDelay: 50 }
  const producer = new Producer({ ...at, serializers: stringSerializers, acks: -1 })
  onTestFinished(() => producer.close(true))
  const send = (value: string) => producer.send({ messages: [{ topic: 't', key: 'k', value }] })
  const consume = async (groupId: string) => {
    const consumer = new Consumer({
      ...at,
      groupId,
      deserializers: stringDeserializers,
      maxWaitTime: 50,
      autocommit: false,
    })
    onTestFinished(() => consumer.close(true).catch(() => {}))
    const stream = await consumer.consume({ topics: ['t'], mode: 'committed', fallbackMode: 'earliest' })
    const got: string[] = []
    stream.on('data', ({ value }) => got.push(value))
    stream.on('error', () => {})
    return { consumer, got }
  }
  return { at, send, consume }
}

async function fill(broker: KafkaBroker): Promise<void> {
  const { at, send } = clients(broker)
  const admin = new Admin(at)
  await admin.createTopics({ topics: ['t'], partitions: 1, replicas: 1 })
  await admin.close()
  for (let number = 0; number < RECORDS; number++) await send(String(number))
}

const all = Array.from({ length: RECORDS }, (_, number) => String(number))
const often: FlushPolicy = { is: 'every-acknowledgement' }

it.each([
  ['is closed', 'close', { is: 'never' }],
  ['crashes: the system keeps what was written', 'crash', { is: 'never' }],
  ['loses power, and had written through what it acknowledged', 'powerLoss', often],
] as const)('a broker that %s has every record that it acknowledged', async (_name, end, flush) => {
  const dataDir = await folder()
  const before = await openKafkaBroker({ dataDir, flush })
  await fill(before)
  await before[end]()
  const after = await openKafkaBroker({ dataDir, flush, port: before.address.port })
  onTestFinished(() => after.close())
  const { got } = await clients(after).consume('any')
  await expect.poll(() => got).toEqual(all)
})

it('a broker that loses power and had written nothing through may have nothing of it, and says so', async () => {
  const dataDir = await folder()
  const before = await openKafkaBroker({ dataDir, flush: { is: 'never' } })
  await fill(before)
  await before.powerLoss()
  const after = await openKafkaBroker({ dataDir, port: before.address.port })
  onTestFinished(() => after.close())
  const { send, consume } = clients(after)
  await send('after')
  const { got } = await consume('any')
  await expect.poll(() => got).toEqual(['after'])
})

it('a group goes on where it had committed, in the same cluster', async () => {
  const dataDir = await folder()
  const before = await openKafkaBroker({ dataDir })
  await fill(before)
  const first = await clients(before).consume('group')
  await expect.poll(() => first.got).toEqual(all)
  await first.consumer.commit({ offsets: [{ topic: 't', partition: 0, offset: 15n, leaderEpoch: 0 }] })
  await first.consumer.close(true)
  const admin = new Admin(clients(before).at)
  const { id } = await admin.metadata({ topics: ['t'] })
  await admin.close()
  await before.close()
  const after = await openKafkaBroker({ dataDir, port: before.address.port })
  onTestFinished(() => after.close())
  const { at, consume } = clients(after)
  const { got } = await consume('group')
  await expect.poll(() => got).toEqual(all.slice(15))
  const again = new Admin(at)
  onTestFinished(() => again.close())
  expect((await again.metadata({ topics: ['t'] })).id).toBe(id)
})
