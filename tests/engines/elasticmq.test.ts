/** A queue that somebody else wrote, at the address that `SQS_ENDPOINT` names. */
import { GetQueueAttributesCommand, ListMessageMoveTasksCommand, ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultsOf } from '#core/fields.ts'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import { protocols } from '#core/protocols.ts'
import type { Env } from '#server/protocols/protocol.ts'
import { endpointOf } from '#server/protocols/sqs/endpoint.ts'
import { protocol } from '#server/protocols/sqs/protocol.ts'
import { openSdk } from '#server/protocols/sqs/sdk.ts'
import { describeWith } from './engine.ts'
import { runLane } from './run-lane.ts'
import { type Started, startServer } from './started.ts'

async function startElasticMq(java: string, classPath: string): Promise<Started & AsyncDisposable> {
  const settings = (port: number) => [
    `-Drest-sqs.bind-hostname=127.0.0.1`,
    `-Drest-sqs.bind-port=${port}`,
    `-Dnode-address.port=${port}`,
    '-Drest-stats.enabled=false',
  ]
  const server = await startServer((port) => [java, ...settings(port), '-cp', classPath, 'org.elasticmq.server.Main'])
  return { ...server, [Symbol.asyncDispose]: () => server.close() }
}

describeWith(['java', 'jar:elasticmq'], 'ElasticMQ', ([java = '', classPath = '']) => {
  let server: Started
  beforeAll(async () => {
    server = await startElasticMq(java, classPath)
  }, 60_000)
  afterAll(() => server?.close())
  const external = () => ({ SQS_ENDPOINT: `http://127.0.0.1:${server.port}` })

  test('every order is acknowledged and done, and every byte crosses the links', async () => {
    const lane = await runLane({ id: 'sqs', protocol: 'sqs' }, external())
    expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
    expect(lane.ok).toBeGreaterThanOrEqual(99)
    expect(lane.bytes.up).toBeGreaterThan(99 * 256)
  }, 60_000)

  test('consumers stopped: its callers notice nothing, its queue drains when they are back', async () => {
    const lane = await runLane({ id: 'sqs', protocol: 'sqs' }, external(), {
      faults: [{ id: 'gone', type: 'stop', target: { lane: 'sqs', part: 'service' }, atS: 1, forS: 2 }],
    })
    expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
    expect(lane.backlogMax).toBeGreaterThan(20)
  }, 60_000)

  test('its link slowed: the caller is held that much longer', async () => {
    const lane = await runLane({ id: 'sqs', protocol: 'sqs' }, external(), {
      faults: [{ type: 'latency', target: { lane: 'sqs', leg: 'produce' }, attributes: { latency: 200 } }],
    })
    expect(lane.okLatencyMs.p50).toBeGreaterThanOrEqual(198)
    expect(lane.failed).toBe(0)
  }, 60_000)

  test.each(['request-reply', 'async-request-reply', 'publish-subscribe'] as const)(
    '%s: every order is told and done',
    async (style) => {
      const lane = await runLane({ id: 'sqs', protocol: 'sqs', style, timeoutMs: 10_000 }, external())
      expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
      expect(lane.ok).toBeGreaterThanOrEqual(99)
      expect(lane.completionLatencyMs.n).toBe(lane.ok)
    },
    60_000,
  )

  test('a FIFO queue of it keeps the order within each group', async () => {
    const options = { queue: 'fifo', groups: 4, consumers: 8, batch: 10, concurrency: 4 }
    const lane = await runLane({ id: 'sqs', protocol: 'sqs', options }, external())
    expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, reordered: 0 } })
  }, 60_000)

  test('dead letters of it are counted, and go back by its own task once', async () => {
    const dies = { acknowledge: 'before', crash: 'before-ack', crashRate: 1, restartMs: 20, consumers: 8 }
    const options = { ...dies, visibilityTimeoutS: 1, maxReceives: 2, redriveAfterS: 1 }
    const lane = await runLane({ id: 'sqs', protocol: 'sqs', options }, external(), {
      durationS: 2,
      workload: { open: { rateRps: 4, arrival: 'constant' } },
    })
    expect(lane).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
    expect(lane.ledger.table.acknowledged['dead-lettered']).toBe(lane.ok)
  }, 90_000)
})

describeWith(['java', 'jar:elasticmq'], 'ElasticMQ and its dead letters', ([java = '', classPath = '']) => {
  test('a redrive is its own StartMessageMoveTask', async () => {
    await using server = await startElasticMq(java, classPath)
    const address = { host: '127.0.0.1', port: server.port }
    const external = { SQS_ENDPOINT: `http://127.0.0.1:${server.port}` }
    const env: Env = { scope: `redrive-${process.pid}`, external, style: 'one-way', seed: 1, lane: 'lane' }
    const options = { ...defaultsOf(protocols.sqs.options), maxReceives: 1, visibilityTimeoutS: 1 }
    const at = { engine: address, produce: address, consume: address }
    let isPoison = true
    const told: string[] = []
    const write = (what: string) => () => void told.push(what)
    const deliveries = {
      received: write('received'),
      settled: write('settled'),
      returned: write('returned'),
      deadLettered: write('dead-lettered'),
      crashed: write('crashed'),
    }
    const execute = async (order: PlaceOrder) => {
      if (isPoison) throw new Error('it cannot be done')
      return receiptFor(order)
    }
    const running = await protocol.serve({ execute, deliveries }, options, env, at)
    const client = await protocol.connect(options, env, at)
    const order = { orderId: 'run.lane.1', customerId: 'c', items: [], note: '' }
    expect((await client.perform(order, new AbortController().signal)).kind).toBe('ok')
    await expect.poll(() => told, { timeout: 20_000 }).toEqual(['received', 'returned', 'dead-lettered'])
    isPoison = false
    expect(await running.redrive?.()).toBe(1)
    await expect.poll(() => told.slice(3), { timeout: 20_000 }).toEqual(['received', 'settled'])
    const sdk = openSdk({ endpoint: endpointOf(external, address), dial: address, connections: 1, maxAttempts: 1 })
    const { QueueUrls = [] } = await sdk.send(new ListQueuesCommand({ QueueNamePrefix: env.scope }))
    expect(QueueUrls).toHaveLength(2)
    const QueueUrl = QueueUrls.find((url) => url.endsWith('-dead'))
    const { Attributes } = await sdk.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    const tasks = await sdk.send(new ListMessageMoveTasksCommand({ SourceArn: Attributes?.QueueArn }))
    expect(tasks.Results?.map(({ Status }) => Status)).toEqual(['COMPLETED'])
    await client.close()
    await running.close()
    expect((await sdk.send(new ListQueuesCommand({ QueueNamePrefix: env.scope }))).QueueUrls ?? []).toEqual([])
    sdk.destroy()
  }, 90_000)
})
