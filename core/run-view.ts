/**
 * The one fold: a run's events become what a screen shows. Live, recorded, reported or printed by the command line,
 * it is this fold over the same events. No library may be imported here: the player of a blog post carries it.
 */
import { isBurning, isLabBottleneck } from './bottleneck.ts'
import type { Experiment, Fault, Workload } from './experiment.ts'
import { backlogMaxOf, worstOf } from './frames.ts'
import { type GaugeName, gaugeNames } from './gauges.ts'
import { decodeOrEmpty, type Histogram } from './histogram.ts'
import { addToBin, binAt, type LaneBin, MAX_BINS } from './lane-bins.ts'
import { emptyCounts } from './ledger.ts'
import { emptyPast, keepMoment, type LogPast } from './log-past.ts'
import type { BreakerState } from './policy.ts'
import {
  type Cause,
  type Environment,
  type Frame,
  type HistogramName,
  histogramNames,
  type JudgedThreshold,
  type LabHealth,
  type LaneFrame,
  type LedgerCounts,
  type RunEvent,
  type RunState,
} from './run.ts'
import {
  addFlow,
  addToEdge,
  addTotals,
  type DecodedEdge,
  decodeEdge,
  type EdgeTotals,
  edgeIn,
  emptyEdge,
  emptyFlow,
  emptyTotals,
  type Flow,
  flowOf,
  type LaneTotals,
  lengthOf,
  recordOf,
} from './totals.ts'

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
  /** By edge, as last told and back in time; none where no log is kept, or in runs of earlier versions. */
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

function axisEndOf(frame: Frame): number {
  const turns = Object.values(frame.lanes).flatMap(({ active }) => active?.toUs ?? [])
  return turns.length > 0 ? Math.max(...turns) : frame.toUs
}

/** How much load time of a lane the frame adds; null where what it brings is no goodput: in a drain, between turns. */
function countedUs({ active }: LaneFrame, loadUs: number | null): number | null {
  if (!active || loadUs === null) return loadUs
  return active.warmUp || lengthOf(active) === 0 ? null : lengthOf(active)
}

/** Also for a window that was closed before a late frame of it came in. */
function covers({ ran }: FaultWindow, frame: Frame): boolean {
  return frame.fromUs >= ran.fromUs && (ran.toUs === null || frame.toUs <= ran.toUs)
}

function decodeAll(told: LaneFrame): Record<HistogramName, Histogram> {
  return recordOf(histogramNames, (name) => decodeOrEmpty(told.hist[name]))
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
    logPast: {},
    bins: [],
  }
}

/** n: orders that were meant to be sent, on all lanes together. */
export function offeredIn({ lanes }: RunView): number {
  return Object.values(lanes).reduce((sum, lane) => sum + lane.offered, 0)
}
