/** Policies over real sockets: what each of them did is counted, and what became of the orders is in the ledger. */
import { afterAll, expect, test } from 'vitest'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { type LaneSummary, summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'

const lab = createLab({ external: {} })
afterAll(() => lab.close())

type Lanes = ExperimentInput['lanes']

async function ran(lanes: Lanes, more: Partial<ExperimentInput> = {}) {
  const { run } = await lab.start({
    id: 'policies',
    durationS: 2,
    workload: { open: { rateRps: 50, arrival: 'constant' } },
    lanes,
    ...more,
  })
  await run.over
  expect(run.state).toMatchObject({ is: 'finished', stoppedByHand: false })
  const summary = summarize(run.view)
  const laneOf = (id: string) => summary.lanes.find((lane) => lane.id === id) as LaneSummary
  return { run, summary, laneOf }
}

const never = { work: { dist: 'constant' as const, ms: 3000 } }
const down = { type: 'stop' as const, target: { lane: '*' } }

test('a breaker leaves alone what is down: it is refused unsent, and the ledger says so', async () => {
  const { run, laneOf } = await ran(
    [
      { id: 'plain', protocol: 'http', timeoutMs: 5000 },
      {
        id: 'breaker',
        protocol: 'http',
        timeoutMs: 5000,
        policy: { breaker: { consecutive: 3, breakMs: 600 }, fallback: {} },
      },
    ],
    { faults: [{ id: 'down', ...down, atS: 0.4, forS: 2 }], durationS: 6 },
  )
  const { breaker, outcomes, attempts, sent, fallbacks, failed, ledger, breakerState } = laneOf('breaker')
  expect(breaker.opened).toBeGreaterThanOrEqual(1)
  expect(breaker.rejected).toBe(outcomes.withheld)
  expect(outcomes.withheld).toBeGreaterThan(10)
  expect(attempts).toBe(sent - outcomes.withheld)
  expect(fallbacks).toBe(failed)
  // Nobody was told yes by a fallback, and what was withheld was never begun.
  expect(ledger.table.refused.discarded + ledger.table.refused.completed).toBeGreaterThanOrEqual(outcomes.withheld)
  expect(ledger.table.acknowledged.completed).toBe(sent - failed)
  expect(breakerState).toBe('closed')
  expect(run.view.lanes.breaker?.breaker.map(({ to }) => to).slice(0, 2)).toEqual(['open', 'half-open'])
  expect(laneOf('plain').outcomes.unreachable).toBeGreaterThan(outcomes.unreachable)
})

test('retries amplify, and a budget bounds them', async () => {
  const retry = { attempts: 4, delayMs: 5, on: ['unreachable' as const, 'reset' as const] }
  const { laneOf } = await ran(
    [
      { id: 'retries', protocol: 'http', timeoutMs: 5000, policy: { retry } },
      {
        id: 'budget',
        protocol: 'http',
        timeoutMs: 5000,
        policy: { retry: { ...retry, budget: { ratio: 0.1, reserve: 5 } } },
      },
    ],
    { faults: [{ id: 'down', ...down }] },
  )
  const [retries, budget] = [laneOf('retries'), laneOf('budget')]
  // When the load ends the service comes back: the last one may be done at its second attempt.
  expect(retries.attempts).toBeGreaterThanOrEqual(4 * retries.sent - 12)
  expect(retries.attemptsPerOrder).toBeGreaterThan(3.8)
  expect(budget.retries).toBeLessThanOrEqual(5 + 0.1 * budget.sent)
  expect(budget.retries).toBeGreaterThanOrEqual(5)
  expect(budget.attempts).toBe(budget.sent + budget.retries)
  expect(budget.retriesDenied).toBeGreaterThan(budget.sent / 2)
})

test('a bulkhead lets so many out; a rate limit so many a second', async () => {
  const { laneOf } = await ran([
    {
      id: 'bulkhead',
      protocol: 'http',
      timeoutMs: 1000,
      service: never,
      policy: { bulkhead: { concurrent: 3, queueLimit: 2 } },
    },
    { id: 'limited', protocol: 'http', policy: { rateLimit: { rateRps: 10, burst: 1 } } },
  ])
  const [bulkhead, limited] = [laneOf('bulkhead'), laneOf('limited')]
  expect(bulkhead.serviceActive.max + bulkhead.serviceQueued.max).toBeLessThanOrEqual(9)
  expect(bulkhead.bulkhead.rejected).toBe(bulkhead.outcomes.withheld)
  expect(bulkhead.sent).toBe(bulkhead.attempts + bulkhead.outcomes.withheld)
  expect(bulkhead.attempts).toBeLessThanOrEqual(12)
  expect(limited.attempts).toBeLessThanOrEqual(22)
  expect(limited.rateLimit.rejected).toBe(limited.sent - limited.attempts)
})

test('a hedge goes out after its time, and the order has one verdict', async () => {
  // The work lasts so much longer than the wait that a busy machine cannot answer before it; no copy queues for it, since
  // a loser that has not begun is not worked on.
  const slow = { work: { dist: 'constant' as const, ms: 2000 }, concurrency: 1000 }
  const hedge = { afterMs: 100, maxShare: 5 }
  // So few that all hedges which a stall makes due at once are within the reserve, the most that can be saved up.
  const { laneOf } = await ran(
    [
      { id: 'hedged', protocol: 'grpc', timeoutMs: 20_000, service: slow, policy: { hedge } },
      {
        id: 'capped',
        protocol: 'grpc',
        timeoutMs: 20_000,
        service: slow,
        policy: { hedge: { ...hedge, maxShare: 0 } },
      },
    ],
    { durationS: 3, workload: { open: { rateRps: 5, arrival: 'constant' } } },
  )
  const [hedged, capped] = [laneOf('hedged'), laneOf('capped')]
  expect(hedged.hedges).toBe(hedged.sent)
  expect(hedged.attempts).toBe(2 * hedged.sent)
  expect(hedged.ok).toBe(hedged.sent)
  // Both copies are worked on: the loser is cancelled, and what had begun is finished.
  expect(hedged.ledger.duplicated).toBe(hedged.sent)
  expect(capped.hedges).toBe(10)
})

test('with the deadline passed on, nothing is begun that nobody waits for any more', async () => {
  const service = { work: { dist: 'constant' as const, ms: 100 }, concurrency: 1, queueLimit: 1000 }
  for (const protocol of ['http', 'graphql', 'in-process', 'grpc'] as const) {
    const { laneOf } = await ran([
      { id: 'told', protocol, service, timeoutMs: 300, policy: { deadline: { ms: 300 } } },
      { id: 'untold', protocol, service, timeoutMs: 300, policy: { deadline: { ms: 300, propagate: false } } },
    ])
    const told = laneOf('told')
    expect(told.expired, protocol).toBeGreaterThan(50)
    const { unknown, refused } = told.ledger.table
    // Whose clock struck first, the caller's or the service's, is open: then the caller has heard of it.
    expect(unknown.discarded + refused.discarded, protocol).toBe(told.expired)
    expect(unknown.lost, protocol).toBe(0)
    if (protocol === 'grpc') continue
    // A hundred orders of 100 ms each: it still works on them long after everybody has left.
    expect(laneOf('untold').expired, protocol).toBe(0)
    expect(laneOf('untold').ledger.table.unknown.completed, protocol).toBeGreaterThan(
      told.ledger.table.unknown.completed,
    )
  }
}, 120_000)

test('a threshold that cannot hold any more ends the run, and is named', async () => {
  const { run, summary } = await ran([{ id: 'http', protocol: 'http' }], {
    durationS: 20,
    faults: [{ id: 'down', ...down, atS: 0.5, forS: 10 }],
    thresholds: [{ threshold: 'rate<0.05', abortOnFail: true }, 'p(50)<10000'] as ExperimentInput['thresholds'],
  })
  expect(run.state).toMatchObject({ abortedBy: 'rate<0.05 abortOnFail' })
  expect(summary.activeS).toBeLessThan(10)
  expect(summary.thresholds.map(({ passed }) => passed)).toEqual([false, true])
})
