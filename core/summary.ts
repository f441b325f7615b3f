/** A run in numbers: what the command line prints, the API answers and thresholds are held against. */

import { edgesOf } from './call-path.ts'
import { round3 } from './digits.ts'
import type { Edge, Mode } from './experiment.ts'
import { cell, doneThoughToldFailed, promisedButLost, toldOf, type Work, works } from './ledger.ts'
import { newestLog } from './log-past.ts'
import type { LogState } from './log-state.ts'
import { lossBounds } from './loss.ts'
import { type EdgeMeasures, type LaneMeasures, measure, measureEdge } from './measures.ts'
import { mostAttempts } from './most-attempts.ts'
import { type Verdict, verdicts } from './outcome.ts'
import type { BreakerState, Decision, Policy } from './policy.ts'
import type { ProtocolId, Style } from './protocols.ts'
import type { JudgedThreshold, LedgerCounts, RunStateName } from './run.ts'
import type { EdgeView, LaneView, RunView } from './run-view.ts'
import type { Locale } from './text.ts'

export interface LedgerSummary {
  table: Record<Verdict, Record<Work, number>>
  /** Executions beyond the first of each order. */
  duplicated: number
  /** Distinct orders that have such; null in runs of older versions. */
  repeated: number | null
  deduplicated: number
  reordered: number | null
  /** null where no service has a database of its own. */
  ghosts: number | null
  committedButLost: number | null
  /** null where no service calls another. */
  partlyDone: number | null
  outside: number
  promisedButLost: number
  /** 95 % bounds of its share of what callers were told yes to; null while that is open. */
  lossAtLeast: number | null
  lossAtMost: number | null
  doneThoughToldFailed: number
}

export interface LaneSummary extends LaneMeasures {
  id: string
  name: string
  protocol: ProtocolId
  style: Style
  /** What its callers do besides sending once, and its services when they call others. */
  policies: (keyof Policy)[]
  /** Percentile of the caller latency from which on orders still pending hide the value; null where none is. */
  censoredFrom: number | null
  pending: number
  backlog: number
  /** Of its circuit breaker at the end; closed too where it has none. */
  breakerState: BreakerState
  ledger: LedgerSummary
  /** Why it took no part: the broker that the operator named did not answer. */
  failure?: string
  /** By edge; absent where no log is kept, or nobody has looked at it. */
  logs?: Record<string, LogState>
  /** By edge, the caller's own first; empty where no service calls another. */
  edges: Record<string, EdgeSummary & Bound>
}

export interface Bound {
  /** What `attemptsPerOrder` would be where nothing works: all that the policies on the way allow, multiplied over the depth. */
  mostAttemptsPerOrder: number
}

export interface EdgeSummary extends EdgeMeasures {
  /** How often the policies of the edge did what, by their own names. */
  decisions: Record<Decision, number>
  inFlight: number
  active: number
  queued: number
}

export interface LabSummary {
  /** The largest of any frame: share of all cores, and p99 of the event-loop delay of each thread. */
  maxCpu: number
  maxLoopDelayP99Ms: Record<string, number>
  /** Frames in which the lab was its own bottleneck. */
  overloadedFrames: number
  frames: number
}

/** Of a run whose lanes took turns. */
export interface SlicesSummary {
  begun: number
  contaminated: number
}

export interface RunSummary {
  /** Of the run, where it is known. */
  id?: string
  experiment: string
  state: RunStateName
  seed: number
  /** As asked for; what really ran is `activeS`. */
  durationS: number
  mode: Mode
  slices: SlicesSummary
  /** The most other runs that shared the lab at any time. */
  sharedWith: number
  /** Load time, pauses left out. */
  activeS: number
  lanes: LaneSummary[]
  thresholds: JudgedThreshold[]
  lab: LabSummary
}

const US_PER_S = 1e6

/** @param options.runId repeated in the summary; `locale` chooses the lanes' names (en) */
export function summarize(view: RunView, options: { runId?: string; locale?: Locale } = {}): RunSummary {
  const { experiment } = view
  return {
    ...(options.runId === undefined ? {} : { id: options.runId }),
    experiment: experiment.id,
    state: view.state.is,
    seed: experiment.seed,
    durationS: experiment.durationS,
    mode: experiment.mode,
    slices: { ...view.slices },
    sharedWith: view.company,
    activeS: round3(view.activeUs / US_PER_S),
    lanes: experiment.lanes.map(({ id, name, call }) => {
      const figures = summarizeLane(view.lanes[id] as LaneView)
      return {
        id,
        name: name[options.locale ?? 'en'],
        protocol: call.protocol,
        style: call.style,
        policies: policiesIn(call),
        ...figures,
        edges: bounded(figures.edges, call),
      }
    }),
    thresholds: view.thresholds ?? [],
    lab: {
      maxCpu: round3(view.labMax.cpu),
      maxLoopDelayP99Ms: Object.fromEntries(
        Object.entries(view.labMax.loopDelayP99Ms).map(([thread, ms]) => [thread, round3(ms)]),
      ),
      overloadedFrames: view.overloadedFrames,
      frames: view.frames,
    },
  }
}

function bounded(edges: Record<string, EdgeSummary>, call: Edge): LaneSummary['edges'] {
  const most = mostAttempts(call)
  return Object.fromEntries(
    Object.entries(edges).map(([id, edge]) => [id, { ...edge, mostAttemptsPerOrder: most[id] ?? 0 }]),
  )
}

function policiesIn(call: Edge): (keyof Policy)[] {
  const all = edgesOf(call).flatMap(({ edge }) => Object.keys(edge.policy ?? {}) as (keyof Policy)[])
  return [...new Set(all)]
}

/** What a lane's view says, without its names. */
export type LaneFigures = Omit<LaneSummary, 'id' | 'name' | 'protocol' | 'style' | 'policies' | 'edges'> & {
  edges: Record<string, EdgeSummary>
}

export function summarizeLane(lane: LaneView): LaneFigures {
  const pending = toldOf(lane.ledger, 'pending')
  const { completedInLoad: completed, loadUs: timeUs, flowInLoad: flow, backlogMax } = lane
  return {
    ...measure(lane, { completed, timeUs, flow, backlogMax }),
    censoredFrom: censoredFrom(lane.hist.caller.n, pending),
    pending,
    backlog: lane.backlog,
    breakerState: lane.breaker.findLast(({ edge }) => edge === undefined)?.to ?? 'closed',
    ledger: summarizeLedger(lane.ledger),
    ...(lane.failure === null ? {} : { failure: lane.failure.detail }),
    ...summarizeLogs(lane),
    edges: Object.fromEntries(Object.entries(lane.edges).map(([id, edge]) => [id, summarizeEdge(edge, lane.sent)])),
  }
}

function summarizeEdge(edge: EdgeView, orders: number): EdgeSummary {
  const { decisions, inFlight, active, queued } = edge
  return { ...measureEdge(edge, orders), decisions: { ...decisions }, inFlight, active, queued }
}

function summarizeLogs({ logPast }: LaneView): { logs?: Record<string, LogState> } {
  const logs = Object.entries(logPast).flatMap(([edge, past]) => {
    const log = newestLog(past)
    return log ? [[edge, log] as const] : []
  })
  return logs.length > 0 ? { logs: Object.fromEntries(logs) } : {}
}

/**
 * Orders still pending will end above all that is known, for all we know: from their share on, a percentile is only a
 * lower bound. Rounded down to 0.001.
 */
export function censoredFrom(recorded: number, pending: number): number | null {
  return pending === 0 ? null : Math.floor((100_000 * recorded) / (recorded + pending)) / 1000
}

function summarizeLedger(counts: LedgerCounts): LedgerSummary {
  const row = (verdict: Verdict) => Object.fromEntries(works.map((work) => [work, cell(counts, verdict, work)]))
  const loss = lossBounds(counts)
  return {
    table: Object.fromEntries(verdicts.map((verdict) => [verdict, row(verdict)])) as LedgerSummary['table'],
    duplicated: counts.duplicated,
    repeated: counts.repeated ?? null,
    deduplicated: counts.deduplicated,
    reordered: counts.reordered,
    // Runs that were kept from before these were counted have neither.
    ghosts: counts.ghosts ?? null,
    committedButLost: counts.committedButLost ?? null,
    partlyDone: counts.partlyDone ?? null,
    outside: counts.outside,
    promisedButLost: promisedButLost(counts),
    lossAtLeast: loss?.low ?? null,
    lossAtMost: loss?.high ?? null,
    doneThoughToldFailed: doneThoughToldFailed(counts),
  }
}
