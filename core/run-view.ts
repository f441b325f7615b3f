/**
 * The one fold: a run's events become what a screen shows. Live, recorded, reported or printed by the command line,
 * it is this fold over the same events. No library may be imported here: the player of a blog post carries it.
 */
import type { Experiment, Fault, Workload } from './experiment.ts'
import { activeBinOf, addBytes, backlogMaxOf, binOf, worstOf } from './frames.ts'
import { type Areas, addAreas, emptyAreas, type GaugeName, gaugeNames } from './gauges.ts'
import { decodeOrEmpty, Histogram } from './histogram.ts'
import { emptyCounts } from './ledger.ts'
import { emptyPast, keepMoment, type LogPast } from './log-past.ts'
import type { LogState } from './log-state.ts'
import { type OutcomeKind, outcomeKinds } from './outcome.ts'
import { type BreakerState, type Decision, decisions } from './policy.ts'
import type { Leg } from './protocols.ts'
import {
  type Cause,
  type EdgeFrame,
  type EdgeHistogramName,
  type Environment,
  edgeHistogramNames,
  type Frame,
  type HistogramName,
  histogramNames,
  type JudgedThreshold,
  type LabHealth,
  type LaneFrame,
  type LedgerCounts,
  type LegBytes,
  type RunEvent,
  type RunState,
} from './run.ts'

export interface RunView {
  experiment: Experiment
  state: RunState
  /** Of the last event folded in; 0 before the first. */
  seq: number
  /** Counts up with every event, so that a screen can tell whether to draw again. */
  version: number
  /** End of the last frame on the axis of time: run-relative µs, or lane-active where lanes take turns. */
  elapsedUs: number
  /** Load time so far, pauses left out, µs. */
  activeUs: number
  /** Of the last frame. */
  lab: LabHealth
  /** The worst of all frames, each number for itself. */
  labMax: LabHealth
  /** Frames in which the lab itself was the bottleneck, see `isLabBottleneck`. */
  overloadedFrames: number
  frames: number
  lanes: Record<string, LaneView>
  /** In order of appearance; `clearedUs` is null while it is on. */
  faults: FaultWindow[]
  workloadChanges: { atUs: number; lane: string; workload: Workload }[]
  /** Turns begun, and those that began before the lane before had come to rest; 0 where all run at once. */
  slices: { begun: number; contaminated: number }
  /** The most other runs that were on at the same time. */
  company: number
  stateChanges: { atUs: number; state: RunState }[]
  /** Null where the run did not say. */
  environment: Environment | null
  thresholds: JudgedThreshold[] | null
}

export interface FaultWindow {
  fault: Fault
  by: Cause
  /** On the axis of time. */
  setUs: number
  clearedUs: number | null
  /** Run-relative µs; the same unless lanes take turns. */
  ran: { fromUs: number; toUs: number | null }
  /** Sums over the frames that lie wholly inside the window, by lane: what "during" means. */
  lanes: Record<string, WindowTotals>
}

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

export interface WindowTotals extends LaneTotals {
  backlogMax: number
  /** Length of those frames together, µs; of lane-active time where lanes take turns. */
  coveredUs: number
  /** By edge; only where services call services. */
  edges: Record<string, EdgeTotals>
}

/** A change of a circuit breaker, on the axis of time. */
export interface BreakerMark {
  atUs: number
  to: BreakerState
  /** Absent for the caller's own edge. */
  edge?: string
}

export interface LaneFailure {
  detail: string
  /** `host:port` of what did not answer; null in runs of earlier versions. */
  address: string | null
}

export interface LaneView extends LaneTotals {
  /** Why it takes no part in the run; null where it does. */
  failure: LaneFailure | null
  /** In the order of time; the circuit is closed before the first. */
  breaker: BreakerMark[]
  inFlight: number
  /** Every gauge at the end of the last frame, `inFlight` among them. */
  now: Record<GaugeName, number>
  backlog: number
  backlogMax: number
  oldestInFlightMs: number
  ledger: LedgerCounts
  /** Distinct completions while the load was on, and that time, µs: goodput is the one over the other. */
  completedInLoad: number
  loadUs: number
  flowInLoad: Flow
  /** By edge; only where services call services. */
  edges: Record<string, EdgeView>
  /** By edge, as last told; none where no log is kept, or in runs of earlier versions. */
  logs: Record<string, LogState>
  /** The same, back in time. */
  logPast: Record<string, LogPast>
  /** One a second of run time, index = second; holes are seconds without a frame. */
  bins: LaneBin[]
}

/** One hop: all of the run so far, and in `bins` second by second. */
export interface EdgeView extends EdgeTotals {
  inFlight: number
  active: number
  queued: number
  bins: EdgeTotals[]
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

/** One second of one lane. Rates are counts of that second; gauges are the last of it. */
export interface LaneBin {
  /** Length of the frames in it, µs: near a second, or less where the run began or ended in it. */
  coveredUs: number
  offered: number
  rejected: number
  sent: number
  ok: number
  failed: number
  completed: number
  attempts: number
  caller: Histogram
  completion: Histogram
  queued: Histogram
  /** `flow.gauges[name].areaUs / coveredUs` is the mean of a gauge in that second. */
  flow: Flow
  inFlight: number
  backlog: number
  oldestInFlightMs: number
}

const US_PER_S = 1e6
/** A day of seconds; frames beyond it have no bin. */
const MAX_BINS = 86_400
/** A second counts as complete when this much of it is covered, so that a timer's jitter does not hide it. */
const COMPLETE_BIN_US = 0.95 * US_PER_S

/** More of all cores than this, and clients, links and services wait for each other. */
const BOTTLENECK_CPU = 0.85
/** A thread whose event loop is this late, ms, stamps times that are its own and not the wire's. */
const BOTTLENECK_LOOP_DELAY_P99_MS = 50

/** A lane whose service blocks its thread has one to itself: that one is late because it is meant to be. */
const OWN_THREAD = /^(callers|services):/

/** The thread that services share while none of them blocks it. A fault may make it busy on purpose. */
const SHARED_THREAD = 'services'

/** @param burning a fault burns the time of the thread that services share, see `isBurning` */
export function isLabBottleneck(lab: LabHealth, burning = false): boolean {
  const isMeant = (thread: string) => OWN_THREAD.test(thread) || (burning && thread === SHARED_THREAD)
  const late = ([thread, ms]: [string, number]) => ms > BOTTLENECK_LOOP_DELAY_P99_MS && !isMeant(thread)
  return lab.cpu > BOTTLENECK_CPU || Object.entries(lab.loopDelayP99Ms).some(late)
}

/** Whether a CPU burn was on in a stretch of run-relative time. */
export function isBurning({ faults }: RunView, { fromUs, toUs }: { fromUs: number; toUs: number }): boolean {
  return faults.some(
    ({ fault, ran }) => fault.type === 'cpu_burn' && ran.fromUs < toUs && (ran.toUs === null || ran.toUs > fromUs),
  )
}

/** The view before the first event. */
export function createRunView(experiment: Experiment): RunView {
  return {
    experiment,
    state: { is: 'starting' },
    seq: 0,
    version: 0,
    elapsedUs: 0,
    activeUs: 0,
    lab: { cpu: 0, loopDelayP99Ms: {} },
    labMax: { cpu: 0, loopDelayP99Ms: {} },
    overloadedFrames: 0,
    frames: 0,
    lanes: Object.fromEntries(experiment.lanes.map(({ id }) => [id, emptyLane()])),
    faults: [],
    workloadChanges: [],
    slices: { begun: 0, contaminated: 0 },
    company: 0,
    stateChanges: [],
    environment: null,
    thresholds: null,
  }
}

/** Folds one event into the view, in place. What was folded before is left alone: replays and resumes are harmless. */
export function foldEvent(view: RunView, event: RunEvent): void {
  if (event.seq <= view.seq) return
  view.seq = event.seq
  view.version++
  const axisUs = event.activeUs ?? event.atUs
  switch (event.type) {
    case 'state':
      view.state = event.state
      view.stateChanges.push({ atUs: axisUs, state: event.state })
      return
    case 'frame':
      foldFrame(view, event.frame)
      return
    case 'fault-set':
      closeWindows(view, event, { faultId: event.fault.id, lane: event.fault.target.lane })
      view.faults.push({
        fault: event.fault,
        by: event.by,
        setUs: axisUs,
        clearedUs: null,
        ran: { fromUs: event.atUs, toUs: null },
        lanes: {},
      })
      return
    case 'fault-cleared':
      closeWindows(view, event, { faultId: event.faultId, lane: event.lane ?? '*' })
      return
    case 'workload':
      view.workloadChanges.push({ atUs: axisUs, lane: event.lane, workload: event.workload })
      return
    case 'lane-failed': {
      const lane = view.lanes[event.lane]
      if (lane) lane.failure = { detail: event.detail, address: event.address ?? null }
      return
    }
    // Of the recording; what became of those orders is in the ledger.
    case 'redriven':
      return
    case 'judged':
      view.thresholds = event.thresholds
      return
    case 'slice':
      view.slices.begun++
      if (event.contaminated) view.slices.contaminated++
      return
    case 'environment':
      view.environment = event.environment
      return
    case 'company':
      view.company = Math.max(view.company, event.others)
      return
    default:
      event satisfies never
  }
}

export function foldEvents(view: RunView, events: Iterable<RunEvent>): void {
  for (const event of events) foldEvent(view, event)
}

/** Windows of this fault that are open, on this lane or, with `*`, on any. */
function closeWindows(view: RunView, at: RunEvent, { faultId, lane }: { faultId: string; lane: string }): void {
  for (const window of view.faults) {
    const { fault, clearedUs } = window
    const meant = fault.id === faultId && (lane === '*' || fault.target.lane === '*' || fault.target.lane === lane)
    if (!meant || clearedUs !== null) continue
    window.clearedUs = at.activeUs ?? at.atUs
    window.ran.toUs = at.atUs
  }
}

function foldFrame(view: RunView, frame: Frame): void {
  // The state event before a frame says whose time it is: what completes while draining is not goodput.
  const loadUs = view.state.is === 'running' ? Math.max(0, frame.activeUs - view.activeUs) : null
  view.elapsedUs = Math.max(view.elapsedUs, axisEndOf(frame))
  view.activeUs = Math.max(view.activeUs, frame.activeUs)
  view.lab = frame.lab
  view.labMax = worstOf(view.labMax, frame.lab)
  view.frames++
  if (isLabBottleneck(frame.lab, isBurning(view, frame))) view.overloadedFrames++

  const windows = view.faults.filter((window) => covers(window, frame))

  for (const [id, lane] of Object.entries(view.lanes)) {
    if (!Object.hasOwn(frame.lanes, id)) continue
    const told = frame.lanes[id] as LaneFrame
    const hist = decodeAll(told)
    const flow = flowOf(told)
    addTotals(lane, { ...told, hist, flow })
    // Where lanes take turns the axis is the lane's own time, and a frame is short enough to be one point of it.
    for (const change of told.breaker ?? []) lane.breaker.push({ ...change, atUs: told.active?.toUs ?? change.atUs })
    lane.inFlight = told.inFlight
    for (const name of gaugeNames) lane.now[name] = told.gauges?.[name]?.last ?? 0
    lane.backlog = told.backlog
    lane.backlogMax = Math.max(lane.backlogMax, backlogMaxOf(told))
    lane.oldestInFlightMs = told.oldestInFlightMs
    lane.ledger = told.ledger
    foldLogs(lane, told, binAt(told, frame))
    const counted = countedUs(told, loadUs)
    if (counted !== null) {
      lane.completedInLoad += hist.completion.n
      lane.loadUs += counted
      addFlow(lane.flowInLoad, flow)
    }
    addToBin(lane, frame, { told, hist, flow })
    const hops = Object.entries(told.edges ?? {}).map(([edge, hop]) => [edge, decodeEdge(hop)] as const)
    for (const [edge, hop] of hops) foldEdge(lane, edge, { hop, bin: binAt(told, frame) })
    for (const window of windows) {
      if (!Object.hasOwn(window.lanes, id))
        window.lanes[id] = { ...emptyTotals(), backlogMax: 0, coveredUs: 0, edges: {} }
      const totals = window.lanes[id] as WindowTotals
      addTotals(totals, { ...told, hist, flow })
      totals.backlogMax = Math.max(totals.backlogMax, backlogMaxOf(told))
      totals.coveredUs += lengthOf(told.active ?? frame)
      for (const [edge, hop] of hops) addToEdge(edgeIn(totals.edges, edge), hop)
    }
  }
}

function foldLogs(lane: LaneView, { logs }: LaneFrame, second: number): void {
  for (const [edge, log] of Object.entries(logs ?? {})) {
    lane.logs[edge] = log
    if (!Object.hasOwn(lane.logPast, edge)) lane.logPast[edge] = emptyPast()
    keepMoment(lane.logPast[edge] as LogPast, { second, log })
  }
}

function foldEdge(lane: LaneView, id: string, { hop, bin }: { hop: DecodedEdge; bin: number }): void {
  if (!Object.hasOwn(lane.edges, id)) lane.edges[id] = { ...emptyEdge(), inFlight: 0, active: 0, queued: 0, bins: [] }
  const edge = lane.edges[id] as EdgeView
  addToEdge(edge, hop)
  edge.inFlight = hop.inFlight
  edge.active = hop.active
  edge.queued = hop.queued
  if (!(bin >= 0 && bin < MAX_BINS)) return
  edge.bins[bin] ??= emptyEdge()
  addToEdge(edge.bins[bin] as EdgeTotals, hop)
}

function edgeIn(edges: Record<string, EdgeTotals>, id: string): EdgeTotals {
  if (!Object.hasOwn(edges, id)) edges[id] = emptyEdge()
  return edges[id] as EdgeTotals
}

/** Sums over windows: what {@link addTotals} is for lanes. */
export function addEdges(sum: Record<string, EdgeTotals>, more: Record<string, EdgeTotals>): void {
  for (const [id, edge] of Object.entries(more)) addToEdge(edgeIn(sum, id), edge)
}

type DecodedEdge = Omit<EdgeFrame, 'hist'> & Pick<EdgeTotals, 'hist'>

function decodeEdge({ hist, ...hop }: EdgeFrame): DecodedEdge {
  return { ...hop, hist: recordOf(edgeHistogramNames, (name) => decodeOrEmpty(hist[name])) }
}

function addToEdge(sum: EdgeTotals, hop: Omit<DecodedEdge, 'inFlight' | 'active' | 'queued'>): void {
  sum.calls += hop.calls
  sum.attempts += hop.attempts
  sum.executed += hop.executed
  for (const name of decisions) sum.decisions[name] += hop.decisions?.[name] ?? 0
  for (const kind of outcomeKinds) sum.outcomes[kind] += hop.outcomes[kind] ?? 0
  for (const name of edgeHistogramNames) sum.hist[name].merge(hop.hist[name])
  sum.bytesByLeg = addBytes(sum.bytesByLeg, hop.bytesByLeg)
}

function emptyEdge(): EdgeTotals {
  return {
    ...{ calls: 0, attempts: 0, executed: 0 },
    decisions: recordOf(decisions, () => 0),
    outcomes: recordOf(outcomeKinds, () => 0),
    hist: recordOf(edgeHistogramNames, () => new Histogram()),
    bytesByLeg: {},
  }
}

function axisEndOf(frame: Frame): number {
  const turns = Object.values(frame.lanes).flatMap(({ active }) => active?.toUs ?? [])
  return turns.length > 0 ? Math.max(...turns) : frame.toUs
}

/** How much load time of a lane the frame adds; null where what it brings is no goodput: in a drain, between turns. */
function countedUs({ active }: LaneFrame, loadUs: number | null): number | null {
  if (!active || loadUs === null) return loadUs
  return active.warmUp || lengthOf(active) === 0 ? null : lengthOf(active)
}

function lengthOf({ fromUs, toUs }: { fromUs: number; toUs: number }): number {
  return toUs - fromUs
}

/** Also for a window that was closed before a late frame of it came in. */
function covers({ ran }: FaultWindow, frame: Frame): boolean {
  return frame.fromUs >= ran.fromUs && (ran.toUs === null || frame.toUs <= ran.toUs)
}

function decodeAll(told: LaneFrame): Record<HistogramName, Histogram> {
  return recordOf(histogramNames, (name) => decodeOrEmpty(told.hist[name]))
}

type Told = 'outcomes' | 'rejected' | 'attempts' | 'executed' | 'decisions'

/** Between its turns a lane comes to rest: that is none of its time. */
function flowOf(told: LaneFrame): Flow {
  const flow = emptyFlow()
  if (told.active && lengthOf(told.active) === 0) return flow
  addAreas(flow.gauges, told.gauges ?? {})
  return { ...flow, verdicts: verdictsOf(told), heldUs: told.heldUs ?? 0 }
}

function verdictsOf({ outcomes }: LaneFrame): number {
  return outcomeKinds.reduce((sum, kind) => sum + (outcomes[kind] ?? 0), 0)
}

function addFlow(sum: Flow, more: Flow): void {
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

function binAt(told: LaneFrame, frame: Frame): number {
  return told.active ? activeBinOf(told.active) : binOf(frame)
}

function addToBin(
  lane: LaneView,
  frame: Frame,
  { told, hist, flow }: { told: LaneFrame; hist: Record<HistogramName, Histogram>; flow: Flow },
): void {
  const index = binAt(told, frame)
  if (!(index >= 0 && index < MAX_BINS)) return
  lane.bins[index] ??= emptyBin()
  const bin = lane.bins[index] as LaneBin
  const ok = told.outcomes.ok ?? 0
  bin.coveredUs += lengthOf(told.active ?? frame)
  bin.offered += told.offered
  bin.rejected += told.rejected ?? 0
  bin.sent += told.sent
  bin.ok += ok
  bin.failed += verdictsOf(told) - ok
  bin.completed += hist.completion.n
  bin.attempts += told.attempts ?? 0
  bin.caller.merge(hist.caller)
  bin.completion.merge(hist.completion)
  bin.queued.merge(hist.queued)
  addFlow(bin.flow, flow)
  bin.inFlight = told.inFlight
  bin.backlog = told.backlog
  bin.oldestInFlightMs = told.oldestInFlightMs
}

export interface Recent {
  caller: Histogram
  completion: Histogram
  /** What was really sent, tries again included and what a policy withheld left out; 0 in runs of earlier versions. */
  attemptsRps: number
  okRps: number
  completedRps: number
  /** Verdicts in those seconds, the sample behind `caller`. */
  n: number
  /** Time really covered, s; the rates are 0 where it is 0. */
  seconds: number
}

/** The last `seconds` complete seconds of a lane, as one. */
export function recent(lane: LaneView, seconds: number): Recent {
  const newest = lane.bins.at(-1)
  const end = newest && newest.coveredUs < COMPLETE_BIN_US ? lane.bins.length - 1 : lane.bins.length
  const sum = emptyBin()
  for (const bin of lane.bins.slice(Math.max(0, end - seconds), end)) {
    if (!bin) continue
    sum.coveredUs += bin.coveredUs
    sum.attempts += bin.attempts
    sum.ok += bin.ok
    sum.completed += bin.completed
    sum.caller.merge(bin.caller)
    sum.completion.merge(bin.completion)
  }
  const coveredS = sum.coveredUs / US_PER_S
  const perS = (count: number) => (coveredS > 0 ? count / coveredS : 0)
  return {
    caller: sum.caller,
    completion: sum.completion,
    attemptsRps: perS(sum.attempts),
    okRps: perS(sum.ok),
    completedRps: perS(sum.completed),
    n: sum.caller.n,
    seconds: coveredS,
  }
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

function emptyFlow(): Flow {
  return { verdicts: 0, heldUs: 0, gauges: emptyAreas() }
}

function emptyLane(): LaneView {
  return {
    ...emptyTotals(),
    failure: null,
    breaker: [],
    inFlight: 0,
    now: recordOf(gaugeNames, () => 0),
    backlog: 0,
    backlogMax: 0,
    oldestInFlightMs: 0,
    ledger: emptyCounts(),
    completedInLoad: 0,
    loadUs: 0,
    flowInLoad: emptyFlow(),
    edges: {},
    logs: {},
    logPast: {},
    bins: [],
  }
}

function emptyBin(): LaneBin {
  return {
    coveredUs: 0,
    offered: 0,
    rejected: 0,
    sent: 0,
    ok: 0,
    failed: 0,
    completed: 0,
    attempts: 0,
    caller: new Histogram(),
    completion: new Histogram(),
    queued: new Histogram(),
    flow: emptyFlow(),
    inFlight: 0,
    backlog: 0,
    oldestInFlightMs: 0,
  }
}

function recordOf<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>
}
