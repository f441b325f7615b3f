/**
 * Random experiments by seed, over all protocols and styles, with faults, services that stop, callers that try again
 * and consumers that crash; and a recount of
 * what came of them that shares nothing with the coordinator: the bytes of the journals, order by order, in a map.
 */
import type { JournalRecord } from '#core/journal.ts'
import { recordKinds } from '#core/journal.ts'
import { outcomeKinds, type Verdict, verdictOf } from '#core/outcome.ts'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { decisions } from '#core/policy.ts'
import { factsOf, legsOf, type ProtocolId, protocolIds, type Style, styles } from '#core/protocols.ts'
import { createRandom, type Random } from '#core/random.ts'
import { notBegun, perhapsDone } from '#core/retry-rules.ts'
import type { LaneSummary } from '#core/summary.ts'

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

/** The `index`th of a series: ways are dealt like cards, so that a series meets all of them before one comes again. */
export function campaign(seed: number, index: number, lanes: number): ExperimentInput {
  const random = createRandom(seed + index)
  const deck = shuffled(ways, createRandom(seed))
  const dealt = Array.from({ length: lanes }, (_, at) => deck[(index * lanes + at) % deck.length] as Way)
  return {
    v: 1,
    id: `campaign-${index}`,
    seed: seed + index,
    durationS: 1.5,
    workload: { open: { rateRps: 20 + Math.floor(random.next() * 40), arrival: 'poisson' } },
    lanes: dealt.map((way, at) => laneOf(way, at, random)),
    faults: dealt.flatMap((way, at) => faultsOf(way, at, random)),
  } as ExperimentInput
}

function laneOf({ protocol, style }: Way, at: number, random: Random): object {
  const work = { dist: 'lognormal', p50Ms: 1 + random.next() * 40, p99Ms: 80 + random.next() * 400 }
  const to = {
    work,
    concurrency: 1 + Math.floor(random.next() * 16),
    queueLimit: Math.floor(random.next() * 60),
    idempotent: random.next() < 0.15,
  }
  const options: Record<string, unknown> = factsOf(protocol).engine ? consumersOf(random) : {}
  if (protocol === 'mqtt') options.qos = Math.floor(random.next() * 3)
  if (protocol === 'sqs') {
    options.visibilityTimeoutS = 1 + Math.floor(random.next() * 3)
    options.maxReceives = Math.floor(random.next() * 4)
  }
  const retry = random.next() < 0.5 ? { retry: retryOf(random) } : {}
  const policy = { ...retry, ...policyOf(createRandom(Math.floor(random.next() * 2 ** 32))) }
  return {
    id: `l${at}`,
    timeoutMs: 150 + Math.floor(random.next() * 600),
    call: { protocol, style, options, policy, to },
  }
}

/** Half of them crash, some once at an order, some now and then. */
function consumersOf(random: Random): Record<string, unknown> {
  const acknowledge = pick(['after', 'after', 'before'], random)
  if (random.next() < 0.5) return { acknowledge }
  return {
    acknowledge,
    crash: pick(['before-ack', 'after-ack'], random),
    crashAt: random.next() < 0.5 ? Math.floor(random.next() * 30) : -1,
    crashRate: random.next() < 0.5 ? random.next() * 0.1 : 0,
    restartMs: 50 + Math.floor(random.next() * 400),
  }
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

/** What the journals say of one lane. Open: neither done nor put aside, so backlog or lost. */
interface Recount {
  sent: number
  duplicated: number
  cells: Record<string, number>
}

interface Known {
  sent: boolean
  verdict: Verdict
  executedBy: number[]
  deadLettered: boolean
  /** Its service did not begin it: nobody waited any more. */
  expired: boolean
}

const unheardOf: Omit<Known, 'executedBy'> = { sent: false, verdict: 'pending', deadLettered: false, expired: false }

/** How wide a record of a journal is, written down here again: a recount shares nothing with what it checks. */
const RECORD_FIELDS = 8

/**
 * The rings as they lie in memory, from their first slot on: complete as long as none has gone round.
 * `subscribers`: by lane, how many have to do the work. `untilUs`: the end of the last frame; what a consumer that
 * would not come to rest still did while its run was being closed is in no ledger.
 */
export function recount(
  journals: readonly SharedArrayBuffer[],
  { subscribers, untilUs }: { subscribers: readonly number[]; untilUs: number },
): Recount[] {
  const lanes = subscribers.map(() => new Map<number, Known>())
  for (const journal of journals) {
    const [written = 0] = new Int32Array(journal, 0, 1)
    const fields = new Float64Array(journal, 16)
    if (written * RECORD_FIELDS > fields.length) throw new Error('a journal has gone round: too much for a recount')
    for (let at = 0; at < written; at++) {
      if ((fields[at * RECORD_FIELDS] as number) >= untilUs) break
      const seq = fields[at * RECORD_FIELDS + 2] as number
      const code = fields[at * RECORD_FIELDS + 3] as number
      const kind = recordKinds[code % 256] as JournalRecord['kind']
      const orders = lanes[Math.floor(code / 2 ** 40)]
      if (!orders || !['sent', 'verdict', 'executed', 'dead-lettered', 'policy'].includes(kind)) continue
      const order = orders.get(seq) ?? { ...unheardOf, executedBy: [] }
      orders.set(seq, order)
      if (kind === 'sent') order.sent = true
      else if (kind === 'executed') order.executedBy.push(Math.floor(code / 2 ** 16) % 256)
      else if (kind === 'dead-lettered') order.deadLettered = true
      else if (kind === 'policy') order.expired ||= decisions[Math.floor(code / 2 ** 24) % 2 ** 16] === 'expired'
      else if (order.verdict === 'pending')
        order.verdict = verdictOf(outcomeKinds[Math.floor(code / 256) % 256] as (typeof outcomeKinds)[number])
    }
  }
  return lanes.map((orders, lane) => {
    const counted: Recount = { sent: 0, duplicated: 0, cells: {} }
    for (const { sent, verdict, executedBy, deadLettered, expired } of orders.values()) {
      if (!sent) continue
      const by = new Set(executedBy).size
      counted.sent++
      counted.duplicated += executedBy.length - by
      let work = 'open'
      if (by === subscribers[lane]) work = 'completed'
      else if (deadLettered) work = 'dead-lettered'
      else if (verdict === 'refused' || expired) work = 'discarded'
      const cell = `${verdict} ${work}`
      counted.cells[cell] = (counted.cells[cell] ?? 0) + 1
    }
    return counted
  })
}

/** The same of the ledger: the two kinds of open ones together, since journals cannot tell them apart. */
export function countedBy({ sent, ledger }: LaneSummary): Recount {
  const cells: Recount['cells'] = {}
  for (const [verdict, row] of Object.entries(ledger.table)) {
    for (const [work, count] of Object.entries(row)) {
      if (count === 0) continue
      const cell = `${verdict} ${work === 'backlog' || work === 'lost' ? 'open' : work}`
      cells[cell] = (cells[cell] ?? 0) + count
    }
  }
  return { sent, duplicated: ledger.duplicated, cells }
}
