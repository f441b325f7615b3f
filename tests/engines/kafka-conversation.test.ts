/** What two clients say to our broker, recorded, and said again to it and to Apache Kafka: the answers are the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type KafkaBroker, openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { describeWith } from './engine.ts'
import { differencesIn } from './kafka/differences.ts'
import { type Exception, exceptions } from './kafka/exceptions.ts'
import { type KafkaCluster, startKafka } from './kafka/node.ts'
import { record } from './kafka/recorder.ts'
import { replay } from './kafka/replay.ts'
import { talks } from './kafka/talks.ts'

const START_TIMEOUT_MS = 400_000
const TIMEOUT_MS = 180_000

describeWith(['java', 'jar:kafka'], 'our broker beside Apache Kafka', (paths) => {
  let cluster: KafkaCluster
  let ours: KafkaBroker
  const met = new Set<Exception>()
  beforeAll(async () => {
    cluster = await startKafka(paths)
    ours = await openKafkaBroker()
  }, START_TIMEOUT_MS)
  afterAll(() => Promise.all([cluster?.close(), ours?.close()]))

  test.each(Object.entries(talks))(
    'answers %s the same, field by field',
    async (_client, talk) => {
      const recorded = await record(talk)
      const [host = '', port] = cluster.bootstrap.split(':')
      const answers = await replay(recorded, ours.address)
      const theirs = await replay(recorded, { host, port: Number(port) })
      const unexplained = answers.flatMap(({ name, version, answer }, at) =>
        differencesIn(answer, theirs[at]?.answer).flatMap((difference) => {
          const excused = exceptions.find(({ api, field }) => api === name && field.test(difference.path))
          if (!excused) return [{ at, api: `${name} v${version}`, ...difference }]
          met.add(excused)
          return []
        }),
      )
      expect(unexplained).toEqual([])
      expect(new Set(answers.map(({ name }) => name)).size).toBeGreaterThan(15)
    },
    TIMEOUT_MS,
  )

  test('has no exception left over', () => {
    expect(exceptions.filter((one) => !met.has(one))).toEqual([])
  })
})
