/** The thread of the coordinator: the clock tick of a run. It cuts a frame every 250 ms and says it. */
import { availableParallelism } from 'node:os'
import { workerData } from 'node:worker_threads'
import { round3 } from '#core/digits.ts'
import { JournalReader } from '#core/journal.ts'
import { type Life, lifeOf } from '#core/life.ts'
import { findOrders, type OrderPage, type OrderQuery } from '#core/order-query.ts'
import type { PathEdge } from '#core/pieces.ts'
import type { Leg } from '#core/protocols.ts'
import type { Frame, LabHealth } from '#core/run.ts'
import type { Cancel } from '#core/timers.ts'
import { encodeTrail } from '#core/trail-code.ts'
import { readLinkCounters } from '#server/link/counters.ts'
import { timersFrom } from '#server/runtime/timing.ts'
import { Coordinator } from '../coordinator.ts'
import type { RestedLane } from '../drain.ts'
import { keptOrders } from '../kept-orders.ts'
import type { KeptTrail } from '../kept-trails.ts'
import type { CoordinatedLane } from '../lane-join.ts'
import { type Collector, SpanExport } from '../span-export.ts'
import { emit, offer } from '../thread.ts'

export interface CoordinatorData {
  originNs: bigint
  lanes: (CoordinatedLane & { edges: PathEdge[] })[]
  interleaved: boolean
  journals: SharedArrayBuffer[]
  links: { lane: string; edge: string; leg: Leg; counters: SharedArrayBuffer }[]
  health: { thread: string; memory: SharedArrayBuffer }[]
  run: string
  /** Who collects spans; null for nobody. */
  collector: Collector | null
}

export type CoordinatorEvent = { type: 'frame'; frame: Frame } | { type: 'overrun' }

/** Length of a frame, µs. */
const TICK_US = 250_000
/** A frame is cut this long after its end, so that what happened just before has been written. */
const GRACE_US = 15_000

const given = workerData as { health: SharedArrayBuffer; data: CoordinatorData }
const { originNs, lanes, interleaved, journals, links, health, run, collector } = given.data
const timers = timersFrom(originNs)

/** Those that this process may use. */
const cores = availableParallelism()
let cpuBefore = process.cpuUsage()
let cpuAtUs = timers.nowUs()

function readHealth(): LabHealth {
  const used = process.cpuUsage(cpuBefore)
  const nowUs = timers.nowUs()
  const cpu = (used.user + used.system) / Math.max(1, nowUs - cpuAtUs) / cores
  cpuBefore = process.cpuUsage()
  cpuAtUs = nowUs
  const loopDelayP99Ms: LabHealth['loopDelayP99Ms'] = {}
  for (const { thread, memory } of health) loopDelayP99Ms[thread] = round3(new Float64Array(memory)[0] ?? 0)
  return { cpu: round3(Math.min(1, cpu)), loopDelayP99Ms }
}

const US_PER_MS = 1000
const spans =
  collector &&
  new SpanExport({
    collector,
    run,
    lanes: lanes.map(({ id, edges }) => ({ id, edges })),
    epochUs: Date.now() * US_PER_MS - timers.nowUs(),
  })

const coordinator = new Coordinator({
  lanes,
  interleaved,
  journals: journals.map((memory) => new JournalReader(memory)),
  links: links.map(({ lane, edge, leg, counters }) => ({
    lane,
    edge,
    leg,
    read: () => readLinkCounters(new Float64Array(counters)),
  })),
  health: readHealth,
  onRecord: (record) => spans?.take(record),
})

let cancelTick: Cancel = () => {}
let dueUs = 0

function tick(): void {
  cancelTick = timers.at(dueUs + GRACE_US, () => {
    say(coordinator.cut(dueUs, false))
    dueUs += TICK_US
    tick()
  })
}

function say(frame: Frame): void {
  if (coordinator.overrun) emit<CoordinatorEvent>({ type: 'overrun' })
  emit<CoordinatorEvent>({ type: 'frame', frame })
  void spans?.flush()
}

/** Cut what there is up to now, whatever is left of the tick, and tick on from here. */
function cutNow(): number {
  const nowUs = timers.nowUs()
  cancelTick()
  say(coordinator.cut(nowUs, true))
  dueUs = nowUs + TICK_US
  return nowUs
}

const api = {
  /** The load begins at `atUs`; the first frame comes a tick later. */
  begin(atUs: number): void {
    coordinator.begin(atUs)
    dueUs = atUs + TICK_US
    tick()
  },
  /** The load went off or on. What came before is told first, as a frame of its own. */
  setActive(active: boolean): void {
    coordinator.setActive(active, cutNow())
    tick()
  },
  /** It is this lane's turn from now on, or nobody's. What came before is told first, as a frame of its own. */
  setTurn(turn: { lane: string; warmUp: boolean } | null): void {
    coordinator.setTurn(turn, cutNow())
    tick()
  },
  /** How long nobody has written anything of this lane, µs. */
  quietUs: (lane: string) => coordinator.quietUs(lane),
  backlog: (lane: string) => coordinator.backlog(lane),
  /** The last frame: what is open in the lanes named is lost, unless one has woken up; what is open elsewhere stays backlog. */
  finish(rested: RestedLane[]): void {
    cutNow()
    const settledUs = timers.nowUs()
    const settled = rested.filter(({ id, whileQuietUs }) => coordinator.quietUs(id) >= whileQuietUs)
    coordinator.settle(
      settled.map(({ id }) => id),
      settledUs,
    )
    say(coordinator.cut(settledUs, true))
  },
  orders: (query: OrderQuery): OrderPage => findOrders(coordinator.trails, query),
  life(lane: string, seq: number): Life | null {
    const trail = coordinator.trails.get(lane)
    return trail ? lifeOf(trail, lane, seq) : null
  },
  /** Those whose bytes are to be kept, the first ones first. */
  keptOrders(lane: string): number[] {
    const trail = coordinator.trails.get(lane)
    return trail ? keptOrders(trail) : []
  },
  /** All of it, to be kept: no frame is cut after this. */
  async trails(): Promise<KeptTrail[]> {
    cancelTick()
    await spans?.flush()
    return [...coordinator.trails].map(([lane, trail]) => ({ lane, bytes: encodeTrail(trail) }))
  },
}

export type CoordinatorApi = typeof api
offer(api, given)
