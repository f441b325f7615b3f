/** A run that theory has something to say about, and what it says beside what was measured. */
import type { Life, StepKind } from '#core/life.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import type { LaneSummary, RunSummary } from '#core/summary.ts'
import { dispersionOf, type Estimate, rateOf } from '#core/theory/arrivals.ts'
import { holds, wilson } from '#core/theory/interval.ts'
import { waitsIn } from '#core/theory/waits.ts'

const US_PER_S = 1e6
const US_PER_MS = 1000
const QUEUE_RPS = 40
const TAIL_RPS = 15
const LOSS_RPS = 25
const VISIBILITY_S = 1
const TAIL_MEAN_MS = 400
const CRASH_RATE = 0.05
const WINDOW_S = 0.5
const HEDGE_RPS = 40
const HEDGE_PERCENTILE = 95
/** The percentile is that of the last 500 calls: of so many, until the slow first ones of a cold start are not among them. */
const COLD = 550
const FAILS_EVERY = 5
const ATTEMPTS = 3
/** Long enough for nobody to give up: who leaves the queue is not in the recursion. */
const PATIENCE_MS = 60_000

/** By lane of {@link physicsExperiment}: how many orders its service works on at once. */
export const servers = { one: 1, four: 4 } as const
export type QueueLane = keyof typeof servers

export function physicsExperiment(durationS: number, seed: number): ExperimentInput {
  const queue = (lane: QueueLane) => ({
    id: lane,
    protocol: 'http' as const,
    timeoutMs: PATIENCE_MS,
    workload: { open: { rateRps: QUEUE_RPS, arrival: 'poisson' as const } },
    service: {
      // 70 % busy, however many servers there are.
      work: { dist: 'exponential' as const, meanMs: (0.7 * servers[lane] * 1000) / QUEUE_RPS },
      concurrency: servers[lane],
      queueLimit: 10_000,
    },
  })
  return {
    v: 1,
    id: 'physics',
    seed,
    durationS,
    lanes: [
      queue('one'),
      queue('four'),
      {
        id: 'tail',
        protocol: 'sqs',
        workload: { open: { rateRps: TAIL_RPS, arrival: 'poisson' } },
        // Who takes too long once takes too long every time: without an end to it such orders would hold all consumers.
        options: { consumers: 32, visibilityTimeoutS: VISIBILITY_S, maxReceives: 2 },
        service: { work: { dist: 'exponential', meanMs: TAIL_MEAN_MS } },
      },
      {
        id: 'loss',
        protocol: 'sqs',
        workload: { open: { rateRps: LOSS_RPS, arrival: 'poisson' } },
        // One message in hand, acknowledged before the work: a crash loses that one.
        options: { consumers: 8, acknowledge: 'before', crash: 'after-ack', crashRate: CRASH_RATE, restartMs: 0 },
        service: { work: { dist: 'constant', ms: 1 } },
      },
      {
        id: 'hedged',
        protocol: 'http',
        workload: { open: { rateRps: HEDGE_RPS, arrival: 'poisson' } },
        policy: { hedge: { percentile: HEDGE_PERCENTILE, maxShare: 1 } },
        service: { work: { dist: 'exponential', meanMs: 40 } },
      },
      {
        id: 'retried',
        protocol: 'http',
        workload: { open: { rateRps: LOSS_RPS, arrival: 'poisson' } },
        policy: { retry: { attempts: ATTEMPTS, delayMs: 1, on: ['error'] } },
        service: { work: { dist: 'constant', ms: 1 }, poisonEvery: FAILS_EVERY },
      },
    ],
  }
}

/** One statement of the theory: a number, what was measured, and how far that can be from what is so. */
export interface Statement extends Estimate {
  what: string
  theory: number
  /** What the estimate is made of. */
  n: number
  /** Nothing but chance lies between theory and measurement: where it is not so, the lab is wrong. */
  isExact: boolean
}

/** Those that chance does not explain, at this confidence. */
export function contradicted(
  lives: readonly Life[],
  summary: Pick<RunSummary, 'activeS'>,
  confidence: number,
): string[] {
  return statements(lives, summary, confidence)
    .filter(({ isExact, n, theory, interval }) => isExact && (n === 0 || !holds(theory, interval)))
    .map(({ what }) => what)
}

export function statements(
  lives: readonly Life[],
  { activeS }: Pick<RunSummary, 'activeS'>,
  confidence: number,
): Statement[] {
  const of = (lane: string) => lives.filter((life) => life.lane === lane)
  const dueS = of('one').map(({ dueUs }) => dueUs / US_PER_S)
  const windows = { windowS: WINDOW_S, untilS: activeS }
  const [tail, loss] = [of('tail'), of('loss')]
  const hedgeable = of('hedged').filter(({ seq }) => seq >= COLD)
  const hedged = hedgeable.filter(({ steps }) => steps.some(({ what }) => what === 'hedged'))
  const retried = of('retried').flatMap(({ steps }) => steps.filter(({ what }) => what === 'attempt'))
  const first = retried.filter(({ n }) => n === 1)
  const again = tail.filter(({ steps }) => steps.filter(({ what }) => what === 'received').length > 1)
  const lost = loss.filter(({ work }) => work === 'lost')
  return [
    {
      what: 'Poisson arrivals: orders a second',
      theory: QUEUE_RPS,
      n: dueS.length,
      isExact: false,
      ...rateOf(dueS.length, activeS, confidence),
    },
    {
      what: `Poisson arrivals: variance by mean of the counts of ${WINDOW_S} s`,
      theory: 1,
      n: Math.floor(activeS / WINDOW_S),
      isExact: false,
      ...dispersionOf(dueS, windows, confidence),
    },
    {
      what: `redelivered: work longer than the visibility timeout of ${VISIBILITY_S} s, e^(−1000/${TAIL_MEAN_MS})`,
      theory: Math.exp((-VISIBILITY_S * 1000) / TAIL_MEAN_MS),
      isExact: true,
      ...share(again.length, tail.length, confidence),
    },
    {
      what: `lost: acknowledged before the work, by consumers that crash at ${CRASH_RATE} of what they take`,
      theory: CRASH_RATE,
      isExact: true,
      ...share(lost.length, loss.length, confidence),
    },
    {
      what: `hedged: another copy after the p${HEDGE_PERCENTILE} of the last 500 calls, from call ${COLD} on`,
      theory: 1 - HEDGE_PERCENTILE / 100,
      isExact: false,
      ...share(hedged.length, hedgeable.length, confidence),
    },
    {
      what: `first attempts among all: ${ATTEMPTS} where each fails (1 order in ${FAILS_EVERY}), else 1`,
      theory: 1 / (1 + (ATTEMPTS - 1) / FAILS_EVERY),
      isExact: false,
      ...share(first.length, retried.length, confidence),
    },
  ]
}

function share(count: number, n: number, confidence: number) {
  return { n, value: n === 0 ? 0 : count / n, interval: wilson(count, n, confidence) }
}

/** One order as the queue saw it, µs. */
export interface Waited {
  measuredUs: number
  /** By the recursion, from the arrivals and service times alone. */
  predictedUs: number
}

/** Every order of the lane, in the order of coming. */
export function waitsOf(lives: readonly Life[], lane: QueueLane): Waited[] {
  const seen = lives
    .filter((life) => life.lane === lane)
    .map((life) => {
      const at = (what: StepKind) => life.dueUs + (life.steps.find((step) => step.what === what)?.atUs ?? Number.NaN)
      const [waiting, started] = [at('waiting'), at('started')]
      return { arrival: Number.isNaN(waiting) ? started : waiting, started, done: at('executed') }
    })
    .sort((a, b) => a.arrival - b.arrival || a.started - b.started)
  const customers = seen.map(({ arrival, started, done }) => ({ arrival, service: done - started }))
  const predicted = waitsIn(customers, servers[lane])
  return seen.map(({ arrival, started }, index) => ({
    measuredUs: started - arrival,
    predictedUs: predicted[index] as number,
  }))
}

/** The mean number in a place, as an exact integral over the load; and by Little's law, from each order's own times. */
export interface Little {
  place: 'inFlight' | 'serviceQueued' | 'serviceActive'
  /** L */
  mean: number
  /** λ W */
  rateTimesTime: number
}

export function littleOf(lives: readonly Life[], lane: LaneSummary, activeS: number): Little[] {
  const own = lives.filter((life) => life.lane === lane.id)
  const lambda = own.length / activeS
  const times = own.map(({ steps }) => {
    const at = (what: StepKind) => steps.find((step) => step.what === what)?.atUs
    const [sent = 0, waiting, started = 0, executed = 0, verdict = 0] = (
      ['sent', 'waiting', 'started', 'executed', 'verdict'] as const
    ).map(at)
    return {
      inFlight: verdict - sent,
      serviceQueued: started - (waiting ?? started),
      serviceActive: executed - started,
    }
  })
  return (['inFlight', 'serviceQueued', 'serviceActive'] as const).map((place) => ({
    place,
    mean: lane[place].mean ?? 0,
    rateTimesTime: (lambda * times.reduce((sum, time) => sum + time[place], 0)) / times.length / US_PER_S,
  }))
}

export function meanMs(us: readonly number[]): number {
  return us.reduce((sum, each) => sum + each, 0) / us.length / US_PER_MS
}

/** @param p a share, 0–1 */
export function quantileMs(us: readonly number[], p: number): number {
  const sorted = us.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0) / US_PER_MS
}
