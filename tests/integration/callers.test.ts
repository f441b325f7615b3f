/** Who waits for whom in a real run: slots of blocking callers, places of a service, threads that are kept busy. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, expect, test } from 'vitest'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'

const lab = createLab({ external: {} })
afterAll(() => lab.close())

type Lanes = ExperimentInput['lanes']

async function ran(lanes: Lanes, more: Partial<ExperimentInput> = {}) {
  const { run } = await lab.start({
    id: 'callers',
    durationS: 3,
    workload: { open: { rateRps: 100, arrival: 'constant' } },
    lanes,
    ...more,
  })
  await run.over
  expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
  const summary = summarize(run.view)
  const laneOf = (id: string) => summary.lanes.find((lane) => lane.id === id) as LaneSummary
  return { run, summary, laneOf }
}

test('blocking callers: never more than the slots are busy, the rest waits or is rejected, and Little’s law holds', async () => {
  const service = { work: { dist: 'constant' as const, ms: 100 } }
  const { run, laneOf } = await ran([
    // 100 orders a second against 4 slots that are held for 100 ms each: 40 a second at most.
    { id: 'blocking', protocol: 'http', service, caller: { blocking: { slots: 4, queueLimit: 10 } } },
    { id: 'non-blocking', protocol: 'http', service },
  ])
  const blocking = laneOf('blocking')
  expect(blocking.offered).toBe(blocking.sent + blocking.notSent)
  expect(blocking.offered).toBeGreaterThanOrEqual(299)
  expect(blocking.rejected).toBe(blocking.notSent)
  expect(blocking.rejected).toBeGreaterThan(120)
  expect(blocking.slotsBusy.max).toBe(4)
  expect(blocking.callerQueue.max).toBe(10)
  // Ten wait for four slots of 100 ms: a quarter of a second. It is the caller's latency, and not what it is held.
  expect(blocking.queuedMs.p90).toBeGreaterThan(125)
  expect(blocking.heldMs.p50).toBeLessThan(blocking.callerLatencyMs.p50 as number)
  // L = λ W: all of the run to the last order, and its load up to the orders that were out when it ended.
  const flow = run.view.lanes.blocking?.flow
  expect(flow?.verdicts).toBe(blocking.sent)
  expect((flow?.gauges.slotsBusy.areaUs ?? 0) / (flow?.heldUs ?? 0)).toBeCloseTo(1, 3)
  const { throughputRps, heldMeanMs, slotsBusy } = blocking
  expect(((throughputRps ?? 0) * (heldMeanMs ?? 0)) / 1000 / (slotsBusy.mean ?? 0)).toBeGreaterThan(0.85)

  const free = laneOf('non-blocking')
  expect(free).toMatchObject({ rejected: 0, notSent: 0, slotsBusy: { max: 0 }, queuedMs: { n: 0 } })
  expect(free.inFlight.max).toBeGreaterThan(4)
})

test('work that burns holds up its own lane and no other: each has a thread of its own, named after the lane', async () => {
  const work = { dist: 'constant' as const, ms: 100 }
  const { run, laneOf } = await ran(
    [
      { id: 'burning', protocol: 'http', service: { work, cpu: true } },
      { id: 'waiting', protocol: 'http', service: { work } },
      { id: 'in-process', protocol: 'in-process', service: { work, cpu: true } },
      { id: 'quick', protocol: 'in-process', service: { work: { dist: 'constant', ms: 0 } } },
    ],
    { workload: { closed: { callers: 4 } } },
  )
  const lateness = run.view.labMax.loopDelayP99Ms
  expect(Object.keys(lateness)).toEqual(expect.arrayContaining(['services:burning', 'callers:in-process']))
  // Four at once: those that wait take 100 ms together, those that burn take turns, 10 a second at most.
  for (const id of ['burning', 'in-process']) {
    expect(laneOf(id).heldMs.p50, id).toBeGreaterThan(300)
    expect(laneOf(id).throughputRps, id).toBeLessThan(11)
    expect(laneOf(id), id).toMatchObject({ failed: 0, ledger: { promisedButLost: 0 } })
  }
  // One burns; what the thread has read meanwhile has a place already, the rest is still in its sockets.
  expect(laneOf('burning').serviceActive.max).toBeGreaterThan(1)
  const burningMs = laneOf('burning').heldMs.p50 ?? 0
  for (const id of ['waiting', 'quick']) expect(laneOf(id).heldMs.p50, id).toBeLessThan(burningMs / 1.5)
})

test('an overloaded service sheds, or lets all of them wait', async () => {
  const service = { work: { dist: 'constant' as const, ms: 100 }, concurrency: 4, queueLimit: 4 }
  const { laneOf } = await ran(
    [
      { id: 'shed', protocol: 'tcp', timeoutMs: 20_000, service },
      { id: 'wait', protocol: 'tcp', timeoutMs: 20_000, service: { ...service, overload: 'wait' } },
    ],
    { durationS: 2 },
  )
  expect(laneOf('shed').outcomes.overloaded).toBeGreaterThan(50)
  expect(laneOf('shed').serviceQueued.max).toBe(4)
  expect(laneOf('wait')).toMatchObject({ failed: 0, outcomes: { overloaded: 0 } })
  expect(laneOf('wait').serviceQueued.max).toBeGreaterThan(50)
})

test('an idempotent service keeps its receipts in a file of the run, which goes with it', async () => {
  const started = await lab.start({
    id: 'idempotent',
    durationS: 30,
    lanes: ['http', 'sqs', 'in-process'].map((protocol) => ({ id: protocol, protocol, service: { idempotent: true } })),
  })
  const { run } = started
  while (run.view.elapsedUs < 1_000_000) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(databaseFolders(started.id)).toHaveLength(1)
  await lab.steer(started.id, started.token, 'stopping')
  await run.over
  for (const lane of summarize(run.view).lanes) {
    expect(lane, lane.id).toMatchObject({ failed: 0, backlog: 0, ledger: { duplicated: 0, promisedButLost: 0 } })
    expect(lane.ledger.table.acknowledged.completed, lane.id).toBe(lane.sent)
  }
  expect(databaseFolders(started.id)).toEqual([])
})

function databaseFolders(run: string): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`wirelab-run-${run}-`))
}

test('tried again after a timeout, work is done twice; by a service that knows its orders, once, and the caller is told', async () => {
  // Every caller gives up long before the work is done.
  const slow = {
    protocol: 'http' as const,
    timeoutMs: 600,
    service: { work: { dist: 'constant' as const, ms: 1600 }, concurrency: 1000 },
  }
  const policy = { retry: { attempts: 2, delayMs: 2400, on: ['timeout' as const] } }
  const { laneOf } = await ran(
    [
      { id: 'once', ...slow },
      { id: 'twice', ...slow, policy },
      { id: 'known', ...slow, policy, service: { ...slow.service, idempotent: true } },
    ],
    { workload: { open: { rateRps: 20, arrival: 'constant' } } },
  )
  const [once, twice, known] = [laneOf('once'), laneOf('twice'), laneOf('known')]
  for (const lane of [once, twice]) {
    expect(lane.outcomes.timeout, lane.id).toBe(lane.sent)
    expect(lane.ledger.table.unknown.completed, lane.id).toBe(lane.sent)
  }
  expect(once).toMatchObject({ attempts: once.sent, ledger: { duplicated: 0 } })
  expect(twice).toMatchObject({ attempts: 2 * twice.sent, ledger: { duplicated: twice.sent } })
  expect(known).toMatchObject({
    ok: known.sent,
    attempts: 2 * known.sent,
    ledger: { duplicated: 0, deduplicated: known.sent, doneThoughToldFailed: 0 },
  })
})

test('lanes that take turns keep slots, queue and threads of their own', async () => {
  const service = { work: { dist: 'constant' as const, ms: 30 }, cpu: true }
  const caller = { blocking: { slots: 2, queueLimit: 5 } }
  const { laneOf } = await ran(
    [
      { id: 'http', protocol: 'http', caller, service },
      { id: 'in-process', protocol: 'in-process', caller, service },
    ],
    { mode: 'interleaved', durationS: 4 },
  )
  for (const id of ['http', 'in-process']) {
    const lane = laneOf(id)
    expect(lane.offered, id).toBe(lane.sent + lane.notSent)
    expect(lane.rejected, id).toBeGreaterThan(50)
    expect(lane, id).toMatchObject({ pending: 0, backlog: 0, slotsBusy: { max: 2 }, callerQueue: { max: 5 } })
    expect(lane.slotsBusy.mean, id).toBeGreaterThan(1.5)
  }
})
