/** A queue that somebody else wrote, at the address that `SQS_ENDPOINT` names. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith, type Started, startServer } from './engine.ts'
import { runLane } from './run-lane.ts'

describeWith(['java', 'jar:elasticmq'], 'ElasticMQ', ([java = '', classPath = '']) => {
  let server: Started
  beforeAll(async () => {
    const settings = (port: number) => [
      `-Drest-sqs.bind-hostname=127.0.0.1`,
      `-Drest-sqs.bind-port=${port}`,
      `-Dnode-address.port=${port}`,
      '-Drest-stats.enabled=false',
    ]
    server = await startServer((port) => [java, ...settings(port), '-cp', classPath, 'org.elasticmq.server.Main'])
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
})
