/** One lane: what is known of each of its orders, and what the current tick has added. */
import { settleTrail } from '#core/fate.ts'
import { addBytes } from '#core/frames.ts'
import { type GaugeName, type GaugeTicks, gaugeNames } from '#core/gauges.ts'
import { Histogram } from '#core/histogram.ts'
import type { JournalRecord } from '#core/journal.ts'
import { Ledger } from '#core/ledger.ts'
import type { PathEdge } from '#core/pieces.ts'
import { breakerStateAfter, type DecisionCounts, decisions } from '#core/policy.ts'
import {
  type ActiveStretch,
  type BreakerChange,
  type HistogramName,
  histogramNames,
  type LaneFrame,
} from '#core/run.ts'
import { Trail } from '#core/trail.ts'
import { EdgeJoin } from './edge-join.ts'
import { Gauge } from './gauge.ts'
import { Growing } from './growing.ts'
import { PathProgress } from './path-progress.ts'

export interface CoordinatedLane {
  id: string
  /** Number of keys within which the protocol promises order, so that a reordering can be counted; null for none. */
  orderKeys: number | null
  /** Its callers hold slots while they wait. */
  blocking: boolean
  /** How many must have done the work of an order before it is completed. */
  subscribers: number
  /** A service with a database of its own publishes the orders. */
  database: boolean
  /** The work is done by consumers, out of a broker's hand. */
  consumed: boolean
  /** The edges of the lane, where services call services. */
  path?: readonly PathEdge[]
}

const US_PER_MS = 1000

export type BytesByEdge = Map<string, LaneFrame['bytesByLeg']>

export class LaneJoin {
  readonly id: string
  readonly ledger: Ledger
  readonly trail: Trail
  readonly #intendedUs = new Growing()
  readonly #sentUs = new Growing()
  /** Run-relative µs of the verdict; 0 while pending. */
  readonly #verdictUs = new Growing()
  readonly #blocking: boolean
  readonly #gauges = Object.fromEntries(gaugeNames.map((name) => [name, new Gauge()])) as Record<GaugeName, Gauge>
  /** What is sent now is to warm up: in the ledger, not in the histograms. */
  warmUp = false
  lastRecordUs = 0
  /** Lane-active time spent, µs. */
  #spentUs = 0
  /** Numbers below this one were sent to warm up. */
  #countedFrom = 0
  #oldestPending = 0
  /** Where the load began, run-relative µs. */
  #originUs = 0
  #tick = emptyTick()
  /** Both only where services call services. */
  readonly #progress: PathProgress | null
  readonly #edges: EdgeJoin[]

  constructor(lane: CoordinatedLane, maxTrailRecords: number) {
    const { path } = lane
    this.id = lane.id
    this.#blocking = lane.blocking
    // Of a tree all that is done is counted here: to the ledger an order is done when its last piece is.
    this.ledger = new Ledger(path ? { ...lane, subscribers: 1 } : lane)
    // Its records are about twice as large.
    this.trail = new Trail({ ...lane, maxRecords: path ? Math.floor(maxTrailRecords / 2) : maxTrailRecords })
    this.#progress = path ? new PathProgress(path) : null
    this.#edges = (path ?? []).map(({ id }, index) => new EdgeJoin(id, index))
  }

  begin(atUs: number): void {
    for (const gauge of Object.values(this.#gauges)) gauge.begin(atUs)
    this.lastRecordUs = atUs
    this.trail.originUs = atUs
    this.#originUs = atUs
  }

  settle(atUs: number): void {
    this.ledger.settleLost()
    settleTrail(this.trail, atUs)
  }

  take(record: JournalRecord): void {
    const { seq, tUs, hop } = record
    this.lastRecordUs = Math.max(this.lastRecordUs, tUs)
    this.trail.add(record)
    const edge = hop?.edge ?? 0
    this.#edges[edge]?.take(record, this.#sentUs.get(seq), seq >= this.#countedFrom && !this.warmUp)
    if (edge > 0) {
      this.#takeBehind(record)
      return
    }
    switch (record.kind) {
      case 'attempt':
        this.#tick.attempts++
        return
      case 'policy':
        this.#decided(record)
        return
      case 'queued':
        this.#gauges.callerQueue.add(1, tUs)
        // It has no number yet.
        if (!this.warmUp) this.#record('slip', this.#countedFrom, tUs - record.intendedUs)
        return
      case 'rejected':
      case 'not-sent':
        this.#tick.offered++
        this.#tick.notSent++
        if (record.kind === 'rejected') this.#tick.rejected++
        if (record.n === 1) this.#gauges.callerQueue.add(-1, tUs)
        return
      case 'sent':
        this.#sent(record)
        return
      case 'verdict':
        this.#verdict(record)
        return
      case 'waiting':
        this.#gauges.serviceQueued.add(1, tUs)
        return
      case 'started':
        if (record.n === 1) this.#gauges.serviceQueued.add(-1, tUs)
        this.#gauges.serviceActive.add(1, tUs)
        this.ledger.started(seq)
        return
      case 'dropped':
        this.#gauges[record.n === 1 ? 'serviceQueued' : 'serviceActive'].add(-1, tUs)
        return
      case 'executed':
        this.#gauges.serviceActive.add(-1, tUs)
        this.#executed(record)
        return
      case 'deduplicated':
        this.ledger.deduplicated()
        return
      case 'dead-lettered':
        this.ledger.deadLetter(seq)
        return
      case 'committed':
        this.ledger.committed(seq)
        return
      case 'outside':
        this.ledger.outside()
        return
      case 'handshake':
        // Of a connection, so of no order; while warming up, as little as any.
        if (!this.warmUp)
          this.#record(record.n === 1 ? 'resumed' : 'handshake', this.#countedFrom, tUs - record.intendedUs)
        return
      // What belongs to the life of one order and to no count.
      case 'attempt-ended':
      case 'called':
      case 'call-ended':
      case 'received':
      case 'settled':
      case 'returned':
      case 'crashed':
      case 'published':
      case 'publisher-crashed':
        return
      default:
        record.kind satisfies never
    }
  }

  /** By whoever has a policy in the lane: the counts are of all its edges together. */
  #decided({ seq, tUs, n, hop }: JournalRecord): void {
    const decision = decisions[n]
    if (decision === undefined) return
    const { decisions: counts, breaker } = this.#tick
    counts[decision] = (counts[decision] ?? 0) + 1
    const to = breakerStateAfter[decision]
    const behind = this.#edges[hop?.edge ?? 0]?.id
    const where = hop && hop.edge > 0 && behind !== undefined ? { edge: behind } : {}
    if (to) breaker.push({ atUs: Math.round(tUs - this.#originUs), to, ...where })
    if (decision === 'expired') this.ledger.discard(seq)
  }

  /** Of a service behind the first: the ledger knows of it what the whole order is about. */
  #takeBehind(record: JournalRecord): void {
    if (record.kind === 'executed') this.#executed(record)
    else if (record.kind === 'policy') this.#decided(record)
    else if (record.kind === 'deduplicated') this.ledger.deduplicated()
    else if (record.kind === 'dead-lettered') this.ledger.deadLetter(record.seq)
  }

  #executed({ seq, tUs, subscriber, hop }: JournalRecord): void {
    if (this.#sentUs.get(seq) === 0) {
      this.ledger.outside()
      return
    }
    if ((hop?.edge ?? 0) === 0) this.#tick.executed++
    const piece = { edge: hop?.edge ?? 0, call: hop?.call ?? 0, subscriber }
    const step = this.#progress?.executed(seq, piece) ?? 'last'
    if (step === 'again') this.ledger.again(seq)
    else if (step === 'outside') this.ledger.outside()
    else if (step === 'last' && this.ledger.executed(seq, this.#progress ? 0 : subscriber))
      this.#record('completion', seq, tUs - this.#intendedUs.get(seq))
  }

  #sent({ seq, tUs, intendedUs, n }: JournalRecord): void {
    this.#tick.offered++
    this.#tick.sent++
    this.#intendedUs.set(seq, intendedUs)
    this.#sentUs.set(seq, tUs)
    this.ledger.sent(seq)
    this.#changeInFlight(1, tUs)
    if (this.warmUp) this.#countedFrom = seq + 1
    if (this.#blocking) this.#record('queued', seq, tUs - intendedUs)
    // How late the timer of an order was that had to wait was told when it began to.
    if (n === 1) this.#gauges.callerQueue.add(-1, tUs)
    else this.#record('slip', seq, tUs - intendedUs)
  }

  #verdict({ seq, tUs, outcome }: JournalRecord): void {
    this.#verdictUs.set(seq, tUs)
    this.ledger.verdict(seq, outcome)
    this.#changeInFlight(-1, tUs)
    this.#tick.outcomes[outcome] = (this.#tick.outcomes[outcome] ?? 0) + 1
    this.#tick.heldUs += tUs - this.#sentUs.get(seq)
    this.#record('caller', seq, tUs - this.#intendedUs.get(seq))
    this.#record('held', seq, tUs - this.#sentUs.get(seq))
    if (outcome === 'ok') this.#record('ok', seq, tUs - this.#intendedUs.get(seq))
  }

  #changeInFlight(by: 1 | -1, tUs: number): void {
    this.#gauges.inFlight.add(by, tUs)
    if (this.#blocking) this.#gauges.slotsBusy.add(by, tUs)
  }

  frame(untilUs: number, bytesByEdge: BytesByEdge): LaneFrame {
    const tick = this.#tick
    this.#tick = emptyTick()
    const hist: LaneFrame['hist'] = {}
    for (const name of histogramNames) if (tick.hist[name].n > 0) hist[name] = tick.hist[name].encode()
    const gauges: GaugeTicks = {}
    for (const name of gaugeNames) {
      const told = this.#gauges[name].cut(untilUs)
      if (told) gauges[name] = told
    }
    return {
      offered: tick.offered,
      notSent: tick.notSent,
      ...(tick.rejected > 0 ? { rejected: tick.rejected } : {}),
      sent: tick.sent,
      ...(tick.attempts > 0 ? { attempts: tick.attempts } : {}),
      executed: tick.executed,
      ...(Object.keys(tick.decisions).length > 0 ? { decisions: tick.decisions } : {}),
      ...(tick.breaker.length > 0 ? { breaker: tick.breaker } : {}),
      ...(tick.heldUs > 0 ? { heldUs: Math.round(tick.heldUs) } : {}),
      outcomes: tick.outcomes,
      hist,
      bytesByLeg: [...bytesByEdge.values()].reduce(addBytes, {}),
      gauges,
      inFlight: gauges.inFlight?.last ?? 0,
      backlog: this.ledger.backlog,
      oldestInFlightMs: this.#oldestInFlightMs(untilUs),
      ledger: { ...this.ledger.counts(), ...(this.#progress ? { partlyDone: this.#progress.partlyDone } : {}) },
      ...(this.#edges.length > 0
        ? {
            edges: Object.fromEntries(this.#edges.map((edge) => [edge.id, edge.frame(bytesByEdge.get(edge.id) ?? {})])),
          }
        : {}),
    }
  }

  /** The lane's own time moves on by `us`. */
  spend(us: number): ActiveStretch {
    const fromUs = this.#spentUs
    this.#spentUs += us
    return { fromUs, toUs: this.#spentUs, warmUp: this.warmUp }
  }

  #record(name: HistogramName, seq: number, us: number): void {
    if (seq < this.#countedFrom) return
    this.#tick.hist[name].record(Math.max(0, Math.round(us)))
  }

  #oldestInFlightMs(untilUs: number): number {
    while (this.#oldestPending < this.#sentUs.length && this.#verdictUs.get(this.#oldestPending) > 0)
      this.#oldestPending++
    if (this.#oldestPending >= this.#sentUs.length) return 0
    return Math.max(0, Math.round((untilUs - this.#intendedUs.get(this.#oldestPending)) / US_PER_MS))
  }
}

interface Tick {
  offered: number
  notSent: number
  rejected: number
  sent: number
  attempts: number
  executed: number
  decisions: DecisionCounts
  breaker: BreakerChange[]
  heldUs: number
  outcomes: LaneFrame['outcomes']
  hist: Record<HistogramName, Histogram>
}

function emptyTick(): Tick {
  const hist = Object.fromEntries(histogramNames.map((name) => [name, new Histogram()])) as Tick['hist']
  return {
    offered: 0,
    notSent: 0,
    rejected: 0,
    sent: 0,
    attempts: 0,
    executed: 0,
    decisions: {},
    breaker: [],
    heldUs: 0,
    outcomes: {},
    hist,
  }
}
