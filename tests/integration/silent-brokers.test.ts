/** A broker of the operator's that does not answer: its lane fails soon and says where, the others run on. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import type { RunEvent } from '#core/run.ts'
import { summarize } from '#core/summary.ts'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { createLab } from '#server/runs/lab.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Takes every connection, reads it and says nothing. */
async function blackHole(): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket.resume().on('error', () => {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

async function nobody(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** What is promised, and what a loaded machine adds before the first thread is there. */
const PROMISED_MS = 5000
const SLACK_MS = 5000

const hop = (protocol: 'sqs' | 'mqtt'): ExperimentInput => ({
  v: 1,
  id: 'silent',
  title: 'silent',
  durationS: 1,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    { id: 'silent', protocol },
    { id: 'http', protocol: 'http' },
  ],
  faults: [{ id: 'stop', type: 'stop', target: { lane: '*', part: 'service' }, atS: 0.2, forS: 0.2 }],
})

test.each([
  ['sqs', 'SQS_ENDPOINT', 'is silent', blackHole],
  ['sqs', 'SQS_ENDPOINT', 'is not there', nobody],
  ['mqtt', 'MQTT_URL', 'is silent', blackHole],
  ['mqtt', 'MQTT_URL', 'is not there', nobody],
] as const)('%s: the broker at %s %s', async (protocol, setting, _, open) => {
  const port = await open()
  const scheme = protocol === 'mqtt' ? 'mqtt' : 'http'
  const lab = createLab({ external: { [setting]: `${scheme}://127.0.0.1:${port}` } })
  closing.push(() => lab.close())
  const begun = performance.now()
  const { id, run } = await lab.start(hop(protocol))
  let failedAfterMs: number | null = null
  const failed: RunEvent[] = []
  await lab.watch(id, 0, (events) => {
    const found = events.filter(({ type }) => type === 'lane-failed')
    if (found.length > 0) failedAfterMs = performance.now() - begun
    failed.push(...found)
  })
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  expect(failed).toEqual([
    expect.objectContaining({
      lane: 'silent',
      address: `127.0.0.1:${port}`,
      detail: expect.stringContaining(`the broker at 127.0.0.1:${port}`),
    }),
  ])
  expect(failedAfterMs).toBeLessThan(PROMISED_MS + SLACK_MS)
  const [silent, http] = summarize(run.view).lanes
  expect(silent).toMatchObject({ sent: 0, failure: expect.stringContaining(`127.0.0.1:${port}`) })
  expect(http?.failure).toBeUndefined()
  expect(http?.ok).toBeGreaterThan(5)
})

test('a Kafka that lets a group wait for its members, as a real one does, is waited for', async () => {
  const broker = await openKafkaBroker({ initialRebalanceDelayMs: 4500 })
  closing.push(() => broker.close())
  const lab = createLab({ external: { KAFKA_BROKERS: `127.0.0.1:${broker.address.port}` } })
  closing.push(() => lab.close())
  const { run } = await lab.start({ ...hop('sqs'), lanes: [{ id: 'kafka', protocol: 'kafka' }], faults: [] })
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  const [kafka] = summarize(run.view).lanes
  expect(kafka).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
  expect(kafka?.failure).toBeUndefined()
})

test('it is told at once, while another lane is still waited for', async () => {
  const broker = await openKafkaBroker({ initialRebalanceDelayMs: 4500 })
  closing.push(() => broker.close())
  const port = await nobody()
  const external = { SQS_ENDPOINT: `http://127.0.0.1:${port}`, KAFKA_BROKERS: `127.0.0.1:${broker.address.port}` }
  const lab = createLab({ external })
  closing.push(() => lab.close())
  const lanes = [
    { id: 'silent', protocol: 'sqs' },
    { id: 'kafka', protocol: 'kafka' },
  ] as const
  const { id, run } = await lab.start({ ...hop('sqs'), lanes: [...lanes], faults: [] })
  const seenMs = new Map<string, number>()
  await lab.watch(id, 0, (events) => {
    for (const event of events) {
      const what = event.type === 'state' ? event.state.is : event.type
      if (!seenMs.has(what)) seenMs.set(what, performance.now())
    }
  })
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  const leadMs = (seenMs.get('running') as number) - (seenMs.get('lane-failed') as number)
  // A broker that is not there is found missing in no time, and the other takes 4.5 s.
  expect(leadMs).toBeGreaterThan(1000)
})

test.each([
  ['the caller', 'kafka', 'sqs'],
  ['a service', 'sqs', 'kafka'],
] as const)('of two brokers the one is named that is silent, not the one that %s asks', async (_, first, second) => {
  const broker = await openKafkaBroker()
  closing.push(() => broker.close())
  const port = await blackHole()
  const external = { SQS_ENDPOINT: `http://127.0.0.1:${port}`, KAFKA_BROKERS: `127.0.0.1:${broker.address.port}` }
  const lab = createLab({ external })
  closing.push(() => lab.close())
  const both = { id: 'both', protocol: first, service: { calls: [{ protocol: second }] } }
  const { run } = await lab.start({ ...hop('sqs'), lanes: [both, { id: 'http', protocol: 'http' }], faults: [] })
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  expect(summarize(run.view).lanes[0]?.failure).toContain(`the broker at 127.0.0.1:${port}`)
  expect(summarize(run.view).lanes[0]?.failure).toContain('no answer within')
})

test('with no lane left there is no run, and the reason names the address', async () => {
  const port = await nobody()
  const lab = createLab({ external: { SQS_ENDPOINT: `http://127.0.0.1:${port}` } })
  closing.push(() => lab.close())
  const { run } = await lab.start({ ...hop('sqs'), lanes: [{ id: 'silent', protocol: 'sqs' }] })
  await run.over
  const detail = expect.stringContaining(`127.0.0.1:${port}`)
  expect(run.state).toMatchObject({ is: 'failed', reason: 'start-failed', detail })
})
