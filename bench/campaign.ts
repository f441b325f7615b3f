/**
 * Random experiments by seed, over all protocols and styles: callers that hold slots, try again and give up, services
 * that stop, call others or commit what they publish, consumers that crash, queues that put aside, wires that break.
 * What came of them is recounted by `recount.ts`.
 */
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { factsOf, legsOf, type ProtocolId, protocolIds, type Style, styles } from '#core/protocols.ts'
import { crashPointsOf, strategies } from '#core/publishing.ts'
import { createRandom, type Random } from '#core/random.ts'
import { notBegun, perhapsDone } from '#core/retry-rules.ts'

interface Way {
  protocol: ProtocolId
  style: Style
}

const ways: Way[] = protocolIds.flatMap((protocol) =>
  styles.filter((style) => factsOf(protocol).styles[style]).map((style) => ({ protocol, style })),
)

/** How many campaigns of `lanes` lanes it takes to meet every protocol in every style. */
export function campaignsForAll(lanes: number): number {
  return Math.ceil(ways.length / lanes)
}

export interface Draw {
  lanes: number
  /** Also what never comes to rest, so that a run of it waits for as long as it may: nobody acknowledges, poison. */
  endless: boolean
}

/** The `index`th of a series: ways are dealt like cards, so that a series meets all of them before one comes again. */
export function campaign(seed: number, index: number, draw: Draw): ExperimentInput {
  const random = createRandom(seed + index)
  const deck = shuffled(ways, createRandom(seed))
  const dealt = Array.from({ length: draw.lanes }, (_, at) => deck[(index * draw.lanes + at) % deck.length] as Way)
  return {
    v: 1,
    id: `campaign-${index}`,
    seed: seed + index,
    durationS: 1.5,
    workload: { open: { rateRps: 20 + Math.floor(random.next() * 40), arrival: 'poisson' } },
    lanes: dealt.map((way, at) => laneOf(way, `l${at}`, { random, ...draw })),
    faults: dealt.flatMap((way, at) => faultsOf(way, at, random)),
  } as ExperimentInput
}

interface Drawing extends Draw {
  random: Random
}

function laneOf(way: Way, id: string, drawing: Drawing): object {
  const { random } = drawing
  const publish = factsOf(way.protocol).engine && way.style === 'one-way' && random.next() < 0.5
  const call = edgeOf(way, drawing)
  const retry = random.next() < 0.5 ? { retry: retryOf(random) } : {}
  const policy = { ...retry, ...policyOf(createRandom(Math.floor(random.next() * 2 ** 32))) }
  return {
    id,
    timeoutMs: 150 + Math.floor(random.next() * 600),
    ...(random.next() < 0.3
      ? { caller: { blocking: { slots: whole(1, 8, random), queueLimit: whole(0, 20, random) } } }
      : {}),
    call: { ...call, policy, ...(publish ? { publish: publishOf(random) } : {}) },
  }
}

function edgeOf(way: Way, drawing: Drawing): object {
  const { random } = drawing
  const work = { dist: 'lognormal', p50Ms: 1 + random.next() * 40, p99Ms: 80 + random.next() * 400 }
  const options = optionsOf(way, drawing)
  // Without an end to it, somebody tries again for ever.
  const hasEnd = !factsOf(way.protocol).engine || Number(options.maxReceives ?? 0) > 0
  const isPoisoned = (hasEnd || drawing.endless) && random.next() < 0.2
  const calls = random.next() < 0.2 ? { calls: callsOf(drawing) } : {}
  const to = {
    work,
    concurrency: whole(1, 16, random),
    queueLimit: whole(0, 59, random),
    idempotent: random.next() < 0.15,
    ...(isPoisoned ? { poisonEvery: whole(5, 14, random) } : {}),
    ...calls,
  }
  return { ...way, options, to }
}

/** A service behind the service, or two that are asked at once; behind them nobody. */
function callsOf({ random, ...draw }: Drawing): object[] {
  const one = () => {
    const way = pick(ways, random)
    const to = { work: { dist: 'exponential', meanMs: 5 + random.next() * 20 }, concurrency: whole(4, 32, random) }
    const timeoutMs = whole(100, 500, random)
    return {
      ...way,
      options: optionsOf(way, { random, ...draw, endless: false }),
      timeoutMs,
      count: whole(1, 2, random),
      to,
    }
  }
  return random.next() < 0.5 ? [one()] : [{ parallel: [one(), one()] }]
}

function optionsOf({ protocol, style }: Way, drawing: Drawing): Record<string, unknown> {
  const { random } = drawing
  const { engine, options: rows } = factsOf(protocol)
  const options: Record<string, unknown> = engine ? consumersOf(drawing) : {}
  if (style === 'publish-subscribe' && rows.subscribers) options.subscribers = whole(1, 4, random)
  if (protocol === 'mqtt') options.qos = whole(0, 2, random)
  if (protocol !== 'sqs') return options
  options.visibilityTimeoutS = whole(1, 3, random)
  const maxReceives = whole(0, 3, random)
  if (maxReceives > 0) {
    options.maxReceives = maxReceives
    if (random.next() < 0.3) options.redriveAfterS = 1
  }
  if (random.next() < 0.3) {
    options.queue = 'fifo'
    options.groups = whole(1, 12, random)
    options.deduplicateBy = pick(['order-id', 'content'], random)
  }
  return options
}

/** Half of them crash, some once at an order, some now and then. */
function consumersOf({ random, endless }: Drawing): Record<string, unknown> {
  const acknowledge = pick(['after', 'after', 'before', ...(endless ? ['never'] : [])], random)
  if (random.next() < 0.5) return { acknowledge }
  return {
    acknowledge,
    crash: acknowledge === 'never' ? 'before-ack' : pick(['before-ack', 'after-ack'], random),
    ...deathOf(30, random),
    restartMs: whole(50, 449, random),
  }
}

/** At one order, now and then, or both. */
function deathOf(orders: number, random: Random): { crashAt?: number; crashRate?: number } {
  const at = { crashAt: Math.floor(random.next() * orders) }
  const rate = { crashRate: 0.01 + random.next() * 0.09 }
  return pick([at, rate, { ...at, ...rate }], random)
}

function publishOf(random: Random): object {
  const strategy = pick(strategies, random)
  const crash = pick(crashPointsOf[strategy], random)
  return {
    strategy,
    crash,
    ...(crash === 'never' ? {} : { ...deathOf(20, random), restartMs: whole(20, 220, random) }),
  }
}

function whole(from: number, to: number, random: Random): number {
  return from + Math.floor(random.next() * (to - from + 1))
}

/** Half of them try again also after what may have been done. */
function retryOf(random: Random): object {
  const on = random.next() < 0.5 ? { on: [...notBegun, ...perhapsDone] } : {}
  return { attempts: 2 + Math.floor(random.next() * 3), delayMs: Math.floor(random.next() * 200), ...on }
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random.next() * from.length)] as T
}

/** Whatever else callers may do besides sending once, each in one lane of four. */
function policyOf(random: Random): object {
  const all = {
    breaker: { consecutive: 3, breakMs: 200 },
    bulkhead: { concurrent: 4, queueLimit: 4 },
    hedge: { afterMs: 60, maxShare: 1 },
    fallback: {},
    rateLimit: { rateRps: 30, burst: 2, waitMs: 50 },
    deadline: { ms: 300 },
  }
  return Object.fromEntries(Object.entries(all).filter(() => random.next() < 0.25))
}

const linkFaults = ['latency', 'reset_peer', 'timeout', 'down'] as const

function faultsOf(way: Way, at: number, random: Random): object[] {
  const faults: object[] = []
  const when = () => ({ atS: 0.2 + random.next() * 0.6, forS: 0.2 + random.next() * 0.5 })
  const legs = legsOf(way)
  const leg = legs[Math.floor(random.next() * legs.length)]
  if (leg && random.next() < 0.7) {
    const type = linkFaults[Math.floor(random.next() * linkFaults.length)]
    const attributes = type === 'latency' ? { latency: 50 + Math.floor(random.next() * 400) } : {}
    const toxicity = type === 'down' ? {} : { toxicity: 0.3 + random.next() * 0.7 }
    faults.push({ id: `wire-${at}`, type, target: { lane: `l${at}`, leg }, attributes, ...toxicity, ...when() })
  }
  if (random.next() < 0.4) {
    faults.push({ id: `stop-${at}`, type: 'stop', target: { lane: `l${at}`, part: 'service' }, ...when() })
  }
  return faults
}

function shuffled<T>(all: readonly T[], random: Random): T[] {
  const rest = [...all]
  const dealt: T[] = []
  while (rest.length > 0) dealt.push(...rest.splice(Math.floor(random.next() * rest.length), 1))
  return dealt
}
