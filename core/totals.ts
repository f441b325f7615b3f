/** Sums over a stretch of a run: of a lane, and of each of its edges. */
import { addBytes } from './frames.ts'
import { type Areas, addAreas, emptyAreas } from './gauges.ts'
import { decodeOrEmpty, Histogram } from './histogram.ts'
import { type OutcomeKind, outcomeKinds } from './outcome.ts'
import { type Decision, decisions } from './policy.ts'
import type { Leg } from './protocols.ts'
import {
  type EdgeFrame,
  type EdgeHistogramName,
  edgeHistogramNames,
  type HistogramName,
  histogramNames,
  type LaneFrame,
  type LegBytes,
} from './run.ts'

/** What is told with every verdict, and the gauges of that time: Little's law relates them. */
export interface Flow {
  verdicts: number
  /** What they were held, together, µs. */
  heldUs: number
  gauges: Areas
}

export interface LaneTotals {
  offered: number
  notSent: number
  /** Of those not sent, the ones that found no slot and no room to wait for one. */
  rejected: number
  sent: number
  attempts: number
  /** How often work was done, by each subscriber and repetitions included; null in runs of versions that did not tell. */
  executed: number | null
  /** How often policies did what. */
  decisions: Record<Decision, number>
  flow: Flow
  outcomes: Record<OutcomeKind, number>
  hist: Record<HistogramName, Histogram>
  bytesByLeg: Partial<Record<Leg, LegBytes>>
}

export interface EdgeTotals {
  calls: number
  attempts: number
  decisions: Record<Decision, number>
  executed: number
  outcomes: Record<OutcomeKind, number>
  hist: Record<EdgeHistogramName, Histogram>
  bytesByLeg: Partial<Record<Leg, LegBytes>>
}

/** Totals of nothing, to add to. */
export function emptyTotals(): LaneTotals {
  return {
    offered: 0,
    notSent: 0,
    rejected: 0,
    sent: 0,
    attempts: 0,
    executed: null,
    decisions: recordOf(decisions, () => 0),
    flow: emptyFlow(),
    outcomes: recordOf(outcomeKinds, () => 0),
    hist: recordOf(histogramNames, () => new Histogram()),
    bytesByLeg: {},
  }
}

export function emptyFlow(): Flow {
  return { verdicts: 0, heldUs: 0, gauges: emptyAreas() }
}

type Told = 'outcomes' | 'rejected' | 'attempts' | 'executed' | 'decisions'

/** Between its turns a lane comes to rest: that is none of its time. */
export function flowOf(told: LaneFrame): Flow {
  const flow = emptyFlow()
  if (told.active && lengthOf(told.active) === 0) return flow
  addAreas(flow.gauges, told.gauges ?? {})
  return { ...flow, verdicts: verdictsOf(told), heldUs: told.heldUs ?? 0 }
}

export function verdictsOf({ outcomes }: LaneFrame): number {
  return outcomeKinds.reduce((sum, kind) => sum + (outcomes[kind] ?? 0), 0)
}

export function addFlow(sum: Flow, more: Flow): void {
  sum.verdicts += more.verdicts
  sum.heldUs += more.heldUs
  addAreas(sum.gauges, more.gauges)
}

type More = Omit<LaneTotals, Told> & Omit<Pick<LaneFrame, Told>, 'executed'> & { executed?: number | null }

/** Adds one stretch of a lane to another. */
export function addTotals(sum: LaneTotals, more: More): void {
  sum.offered += more.offered
  sum.notSent += more.notSent
  sum.rejected += more.rejected ?? 0
  sum.sent += more.sent
  sum.attempts += more.attempts ?? 0
  if (typeof more.executed === 'number') sum.executed = (sum.executed ?? 0) + more.executed
  for (const name of decisions) sum.decisions[name] += more.decisions?.[name] ?? 0
  addFlow(sum.flow, more.flow)
  for (const kind of outcomeKinds) sum.outcomes[kind] += more.outcomes[kind] ?? 0
  for (const name of histogramNames) sum.hist[name].merge(more.hist[name])
  sum.bytesByLeg = addBytes(sum.bytesByLeg, more.bytesByLeg)
}

export function edgeIn(edges: Record<string, EdgeTotals>, id: string): EdgeTotals {
  if (!Object.hasOwn(edges, id)) edges[id] = emptyEdge()
  return edges[id] as EdgeTotals
}

/** Sums over windows: what {@link addTotals} is for lanes. */
export function addEdges(sum: Record<string, EdgeTotals>, more: Record<string, EdgeTotals>): void {
  for (const [id, edge] of Object.entries(more)) addToEdge(edgeIn(sum, id), edge)
}

export type DecodedEdge = Omit<EdgeFrame, 'hist'> & Pick<EdgeTotals, 'hist'>

export function decodeEdge({ hist, ...hop }: EdgeFrame): DecodedEdge {
  return { ...hop, hist: recordOf(edgeHistogramNames, (name) => decodeOrEmpty(hist[name])) }
}

export function addToEdge(sum: EdgeTotals, hop: Omit<DecodedEdge, 'inFlight' | 'active' | 'queued'>): void {
  sum.calls += hop.calls
  sum.attempts += hop.attempts
  sum.executed += hop.executed
  for (const name of decisions) sum.decisions[name] += hop.decisions?.[name] ?? 0
  for (const kind of outcomeKinds) sum.outcomes[kind] += hop.outcomes[kind] ?? 0
  for (const name of edgeHistogramNames) sum.hist[name].merge(hop.hist[name])
  sum.bytesByLeg = addBytes(sum.bytesByLeg, hop.bytesByLeg)
}

export function emptyEdge(): EdgeTotals {
  return {
    ...{ calls: 0, attempts: 0, executed: 0 },
    decisions: recordOf(decisions, () => 0),
    outcomes: recordOf(outcomeKinds, () => 0),
    hist: recordOf(edgeHistogramNames, () => new Histogram()),
    bytesByLeg: {},
  }
}

export function lengthOf({ fromUs, toUs }: { fromUs: number; toUs: number }): number {
  return toUs - fromUs
}

export function recordOf<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>
}
