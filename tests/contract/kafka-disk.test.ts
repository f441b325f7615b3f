/** A lane's broker with its log on disk: what a power loss leaves of it, and what it leaves behind. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Producer, stringSerializers } from '@platformatic/kafka'
import { expect, it, onTestFinished } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { type Options, protocols } from '#core/protocols.ts'
import { engine } from '#server/protocols/kafka/engine.ts'

const RECORDS = 20
const LATEST = -1n

async function open(given: Options) {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-disk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const options = { ...defaultsOf(protocols.kafka.options), ...given }
  const env = { scope: 'test', external: {}, style: 'one-way', seed: 1, lane: 'lane', folder } as const
  const broker = await engine(options, env)
  onTestFinished(() => broker.close())
  const at = { clientId: 'test', bootstrapBrokers: [broker.address], retries: 3, retryDelay: 50 }
  return {
    broker,
    folder,
    async fill() {
      const admin = new Admin(at)
      await admin.createTopics({ topics: ['t'], partitions: 1, replicas: 1 })
      await admin.close()
      const producer = new Producer({ ...at, serializers: stringSerializers })
      for (let n = 0; n < RECORDS; n++)
        await producer.send({ acks: -1, messages: [{ topic: 't', key: 'k', value: String(n) }] })
      await producer.close(true)
    },
    async end(): Promise<number> {
      const admin = new Admin(at)
      onTestFinished(() => admin.close())
      const [found] = await admin.listOffsets({
        topics: [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: LATEST }] }],
      })
      return Number(found?.partitions[0]?.offset)
    },
  }
}

it.each([
  ['never', 0],
  ['every', RECORDS],
])('with fsync: %s, a power loss leaves %i records', async (flush, left) => {
  const { broker, fill, end } = await open({ storage: 'disk', flush })
  await fill()
  expect(await end()).toBe(RECORDS)
  await broker.losePower?.()
  await expect(end()).rejects.toThrow()
  await broker.comeBack?.()
  expect(await end()).toBe(left)
})

it('with an interval, what is older than it is kept', async () => {
  const { broker, fill, end } = await open({ storage: 'disk', flush: 'interval', flushIntervalMs: 50 })
  await fill()
  await new Promise((resolve) => setTimeout(resolve, 1000))
  await broker.losePower?.()
  await broker.comeBack?.()
  expect(await end()).toBe(RECORDS)
})

it('leaves no file behind, in the middle of an outage either; in memory it has none to lose', async () => {
  const { broker, folder, fill } = await open({ storage: 'disk' })
  await fill()
  expect(readdirSync(folder)).toHaveLength(1)
  await broker.losePower?.()
  await broker.close()
  expect(readdirSync(folder)).toEqual([])
  const inMemory = await open({})
  expect(inMemory.broker.losePower).toBeUndefined()
  expect(readdirSync(inMemory.folder)).toEqual([])
})
