/** A real Apache Kafka, at the address that `KAFKA_BROKERS` names: our lanes, and what their clients and links promise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '#tests/contract/contract.ts'
import { kafkaLink } from '#tests/contract/kafka-link.ts'
import { skippedOfLog } from '#tests/contract/kafka-skips.ts'
import { describeWith } from './engine.ts'
import { type KafkaCluster, startKafka } from './kafka/node.ts'
import { runLane } from './run-lane.ts'

const START_TIMEOUT_MS = 400_000
const LANE_TIMEOUT_MS = 90_000
/** As many orders as elsewhere, in less time: there are many of these lanes. */
const quickly = { durationS: 2.5, workload: { open: { rateRps: 40, arrival: 'constant' } } } as const

describeWith(['java', 'jar:kafka'], 'Apache Kafka', (paths) => {
  let cluster: KafkaCluster
  beforeAll(async () => {
    cluster = await startKafka(paths)
  }, START_TIMEOUT_MS)
  afterAll(() => cluster?.close())
  const external = () => ({ KAFKA_BROKERS: cluster.bootstrap })

  test.each([
    {},
    { acks: '1' },
    { acks: '0' },
    { idempotent: true },
    { batch: 20, lingerMs: 20, compression: 'lz4' },
    { consumers: 3, concurrency: 4 },
  ])(
    '%o: every order is told and done, and every byte crosses the links',
    async (options) => {
      const lane = await runLane({ id: 'kafka', protocol: 'kafka', options }, external(), quickly)
      expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
      expect(lane.ok).toBeGreaterThanOrEqual(99)
      expect(lane.completionLatencyMs.n).toBe(lane.ok)
      expect(lane.bytes.up).toBeGreaterThan('compression' in options ? 0 : 99 * 256)
    },
    LANE_TIMEOUT_MS,
  )

  test.each(['async-request-reply', 'publish-subscribe'] as const)(
    '%s: every order is told and done',
    async (style) => {
      const lane = await runLane({ id: 'kafka', protocol: 'kafka', style, timeoutMs: 10_000 }, external(), quickly)
      expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
      expect(lane.ok).toBeGreaterThanOrEqual(99)
      expect(lane.completionLatencyMs.n).toBe(lane.ok)
    },
    LANE_TIMEOUT_MS,
  )

  test(
    'consumers stopped: its callers notice nothing, its log drains when they are back',
    async () => {
      const lane = await runLane({ id: 'kafka', protocol: 'kafka' }, external(), {
        faults: [{ id: 'gone', type: 'stop', target: { lane: 'kafka', part: 'service' }, atS: 1, forS: 2 }],
      })
      expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
      expect(lane.backlogMax).toBeGreaterThan(20)
    },
    LANE_TIMEOUT_MS,
  )

  test(
    'its link slowed: the caller is held that much longer',
    async () => {
      const lane = await runLane({ id: 'kafka', protocol: 'kafka' }, external(), {
        ...quickly,
        faults: [{ type: 'latency', target: { lane: 'kafka', leg: 'produce' }, attributes: { latency: 200 } }],
      })
      expect(lane.okLatencyMs.p50).toBeGreaterThanOrEqual(198)
      expect(lane.failed).toBe(0)
    },
    LANE_TIMEOUT_MS,
  )

  test.each([false, true])(
    'an acknowledgement is lost, idempotent %s: what is sent again is stored again, or not',
    async (idempotent) => {
      const options = { idempotent, retries: 5, key: 'none' }
      const lane = await runLane({ id: 'kafka', protocol: 'kafka', options }, external(), {
        faults: [
          {
            type: 'drop_acknowledgement',
            target: { lane: 'kafka', leg: 'produce' },
            attributes: { after: 10, count: 1, how: 'reset' },
          },
        ],
      })
      expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
      // Who was on the same connection is sent again as well.
      if (idempotent) expect(lane.ledger.duplicated).toBe(0)
      else expect(lane.ledger.duplicated).toBeGreaterThan(0)
    },
    LANE_TIMEOUT_MS,
  )

  test(
    'a consumer that crashes before it commits does again what it had done',
    async () => {
      const options = { crash: 'before-ack', crashAt: 30, restartMs: 100, sessionTimeoutMs: 1000 }
      const lane = await runLane({ id: 'kafka', protocol: 'kafka', options }, external(), quickly)
      expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
      expect(lane.ledger.duplicated).toBeGreaterThan(0)
    },
    LANE_TIMEOUT_MS,
  )

  contract('kafka', { skip: skippedOfLog, external })

  describe('its link', () => {
    kafkaLink(async () => {
      const [host = '', port] = cluster.bootstrap.split(':')
      return { address: { host, port: Number(port) }, deduplicated: null }
    })
  })
})

describeWith(['java', 'jar:kafka'], 'three nodes of Apache Kafka', (paths) => {
  let cluster: KafkaCluster
  beforeAll(async () => {
    cluster = await startKafka(paths, { count: 3 })
  }, START_TIMEOUT_MS)
  afterAll(() => cluster?.close())

  test.each([2, 0])(
    'the one at place %i is killed: what was acknowledged is done all the same',
    async (place) => {
      const options = { acks: 'all', idempotent: true, requestTimeoutMs: 2000, partitions: 6 }
      const lane = { id: 'kafka', protocol: 'kafka', options, timeoutMs: 30_000 } as const
      const node = cluster.nodes[place]
      const killed = new Promise<void>((done) => setTimeout(() => void node?.crash().then(done), 4000))
      const found = await runLane(lane, { KAFKA_BROKERS: cluster.bootstrap }, { durationS: 8 })
      await killed
      expect(found).toMatchObject({ backlog: 0, ledger: { promisedButLost: 0 } })
      expect(found.ok).toBeGreaterThanOrEqual(150)
      await node?.restart()
      await cluster.whole()
    },
    150_000,
  )
})
