/** Whole runs of lanes whose consumers acknowledge early, crash, give up, keep order, answer, or are several. */
import { expect, test } from 'vitest'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'

async function lanesOf(lanes: ExperimentInput['lanes'], more: Partial<ExperimentInput> = {}) {
  const lab = createLab({ external: {} })
  try {
    const { run } = await lab.start({
      v: 1,
      id: 'consumers',
      title: 'consumers',
      durationS: 2,
      workload: { open: { rateRps: 10, arrival: 'constant' } },
      // None of these is about callers who give up, which they do on a busy machine.
      lanes: lanes.map((lane) => ({ timeoutMs: 10_000, ...lane })),
      ...more,
    } satisfies ExperimentInput)
    await run.over
    if (run.state.is !== 'finished') throw new Error(JSON.stringify(run.state))
    const { lanes: found } = summarize(run.view)
    return Object.fromEntries(found.map((lane) => [lane.id, lane]))
  } finally {
    await lab.close()
  }
}

test('acknowledged before the work, a crash loses the order; after it, the order is done twice', async () => {
  const crash = { consumers: 1, crashAt: 5, restartMs: 50, visibilityTimeoutS: 1 }
  const early = { acknowledge: 'before', crash: 'after-ack' }
  const lanes = await lanesOf([
    { id: 'sqs-early', protocol: 'sqs', options: { ...crash, ...early } },
    { id: 'sqs-late', protocol: 'sqs', options: { ...crash, crash: 'before-ack' } },
    { id: 'mqtt-early', protocol: 'mqtt', options: { inFlight: 1, crashAt: 5, restartMs: 50, ...early } },
    { id: 'mqtt-late', protocol: 'mqtt', options: { inFlight: 1, crashAt: 5, restartMs: 50, crash: 'before-ack' } },
  ])
  for (const id of ['sqs-early', 'mqtt-early']) {
    expect(lanes[id], id).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 1, duplicated: 0 } })
  }
  for (const id of ['sqs-late', 'mqtt-late']) {
    expect(lanes[id], id).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, duplicated: 1 } })
  }
}, 60_000)

test('what never ends in one lane hides no loss in another', async () => {
  const busy = { acknowledge: 'never', visibilityTimeoutS: 1 }
  const early = { inFlight: 1, acknowledge: 'before', crash: 'after-ack', crashAt: 5, restartMs: 50 }
  const lanes = await lanesOf([
    { id: 'endless', protocol: 'sqs', options: busy, service: { work: { dist: 'constant', ms: 400 } } },
    { id: 'loses', protocol: 'mqtt', options: early },
  ])
  expect(lanes.endless?.ledger).toMatchObject({ promisedButLost: 0 })
  expect(lanes.endless?.ledger.duplicated).toBeGreaterThan(10)
  expect(lanes.loses?.backlog).toBe(0)
  expect(lanes.loses?.ledger.promisedButLost).toBeGreaterThanOrEqual(1)
}, 60_000)

test('what is received too often is dead-lettered, and the run ends although it lies there', async () => {
  const dies = { acknowledge: 'before', crash: 'before-ack', crashRate: 1, restartMs: 20 }
  const begunMs = performance.now()
  const { dead } = await lanesOf(
    [{ id: 'dead', protocol: 'sqs', options: { ...dies, maxReceives: 2, visibilityTimeoutS: 1 } }],
    { workload: { open: { rateRps: 4, arrival: 'constant' } } },
  )
  expect(dead).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0 } })
  expect(dead?.ledger.table.acknowledged['dead-lettered']).toBe(dead?.ok)
  expect(dead?.ok).toBeGreaterThan(5)
  expect(performance.now() - begunMs).toBeLessThan(30_000)
}, 60_000)

test('a FIFO queue reorders nothing within its groups; a standard one promises nothing', async () => {
  const lanes = await lanesOf([
    { id: 'fifo', protocol: 'sqs', options: { queue: 'fifo', groups: 3, consumers: 8 } },
    { id: 'standard', protocol: 'sqs' },
  ])
  expect(lanes.fifo).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, reordered: 0 } })
  expect(lanes.standard).toMatchObject({ ledger: { reordered: null } })
}, 60_000)

test('orders are answered through queues and topics, and done by every subscriber', async () => {
  const ask = ['request-reply', 'async-request-reply'] as const
  const brokers = ['sqs', 'mqtt'] as const
  const asking = brokers.flatMap((protocol) => ask.map((style) => ({ id: `${protocol}-${style}`, protocol, style })))
  const several = brokers.map((protocol) => ({
    id: `${protocol}-all`,
    protocol,
    style: 'publish-subscribe' as const,
    options: { subscribers: 3 },
  }))
  const lanes = await lanesOf([...asking, ...several])
  for (const [id, lane] of Object.entries(lanes)) {
    expect(lane, id).toMatchObject({ failed: 0, backlog: 0, ledger: { promisedButLost: 0, duplicated: 0 } })
    expect(lane.ok, id).toBeGreaterThanOrEqual(19)
    expect(lane.completionLatencyMs.n, id).toBe(lane.ok)
  }
}, 60_000)
