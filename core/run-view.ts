/**
 * The one fold: a run's events become what a screen shows. Live, recorded, reported or printed by the command line,
 * it is this fold over the same events. No library may be imported here: the player of a blog post carries it.
 */
import type { Experiment, Fault, Workload } from './experiment.ts'
import type { Histogram } from './histogram.ts'
import type { OutcomeKind } from './outcome.ts'
import type { Leg } from './protocols.ts'
import type { Cause, HistogramName, JudgedThreshold, LabHealth, LedgerCounts, LegBytes, RunState } from './run.ts'

export interface RunView {
  experiment: Experiment
  state: RunState
  /** Of the last event folded in; 0 before the first. */
  seq: number
  /** Counts up with every event, so that a screen can tell whether to draw again. */
  version: number
  /** End of the last frame, run-relative µs. */
  elapsedUs: number
  /** Load time so far, pauses left out, µs. */
  activeUs: number
  lab: LabHealth
  /** Frames in which the lab itself was the bottleneck, see `isLabBottleneck`. */
  overloadedFrames: number
  frames: number
  lanes: Record<string, LaneView>
  /** In order of appearance; `clearedUs` is null while it is on. */
  faults: FaultWindow[]
  workloadChanges: { atUs: number; lane: string; workload: Workload }[]
  stateChanges: { atUs: number; state: RunState }[]
  thresholds: JudgedThreshold[] | null
}

export interface FaultWindow {
  fault: Fault
  by: Cause
  setUs: number
  clearedUs: number | null
  /** Sums over the frames that lie wholly inside the window, by lane: what "during" means. */
  lanes: Record<string, LaneTotals>
  /** Length of those frames together, µs. */
  coveredUs: number
}

export interface LaneTotals {
  offered: number
  notSent: number
  sent: number
  outcomes: Record<OutcomeKind, number>
  hist: Record<HistogramName, Histogram>
  bytesByLeg: Partial<Record<Leg, LegBytes>>
}

export interface LaneView extends LaneTotals {
  inFlight: number
  backlog: number
  backlogMax: number
  oldestInFlightMs: number
  ledger: LedgerCounts
  /** Distinct completions while the load was on, and that time, µs: goodput is the one over the other. */
  completedInLoad: number
  loadUs: number
  /** One a second of run time, index = second; holes are seconds without a frame. */
  bins: LaneBin[]
}

/** One second of one lane. Rates are counts of that second; gauges are the last of it. */
export interface LaneBin {
  offered: number
  sent: number
  ok: number
  failed: number
  completed: number
  caller: Histogram
  completion: Histogram
  inFlight: number
  backlog: number
  oldestInFlightMs: number
}
