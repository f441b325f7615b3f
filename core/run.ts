/** What a run says: states and events as unions. Live, recorded or replayed, it is these events and nothing else. */
import type { Fault, Workload } from './experiment.ts'
import type { GaugeTicks } from './gauges.ts'
import type { LogState } from './log-state.ts'
import type { OutcomeKind } from './outcome.ts'
import type { BreakerState, DecisionCounts } from './policy.ts'
import type { Leg } from './protocols.ts'

export type RunState =
  /** Waits for room; `position` counts from 1. */
  | { is: 'queued'; position: number }
  | { is: 'starting' }
  | { is: 'running' }
  | { is: 'paused' }
  | { is: 'draining' }
  /** Ran to its end, was stopped by hand or by a threshold that was sure to fail; drained, judged and stored. */
  | { is: 'finished'; stoppedByHand: boolean; abortedBy?: string }
  /** The lab itself could not go on: a worker died, a backend did not start. */
  | { is: 'failed'; reason: FailReason; detail: string }
  /** The server went away in the middle. */
  | { is: 'interrupted' }

export type FailReason = 'lab-error' | 'start-failed'
export type RunStateName = RunState['is']

export function isOver(state: RunState): boolean {
  return state.is === 'finished' || state.is === 'failed' || state.is === 'interrupted'
}

/** Who caused a change. */
export type Cause = 'schedule' | 'hand' | 'drain'

/**
 * `seq` counts up from 1 without gaps; `atUs` is run-relative, monotonic, 0 where the load begins. Where lanes take
 * turns, the axis of time is lane-active time, and `activeUs` is where on it the event lies.
 */
export type RunEvent = { seq: number; atUs: number; activeUs?: number } & RunEventBody
export type RunEventBody =
  | { type: 'state'; state: RunState }
  | { type: 'frame'; frame: Frame }
  | { type: 'fault-set'; fault: Fault; by: Cause }
  /** `lane` where it was lifted there only. */
  | { type: 'fault-cleared'; faultId: string; lane?: string; by: Cause }
  /** A lane's turn begins. `contaminated`: the one before had not come to rest. */
  | { type: 'slice'; lane: string; fromS: number; warmUp: boolean; contaminated: boolean }
  /** Once, at the start. */
  | { type: 'environment'; environment: Environment }
  /**
   * Before the load begins: the broker that the operator named, at `host:port`, did not answer. The other lanes run on
   * without this one. Runs of earlier versions have no address.
   */
  | { type: 'lane-failed'; lane: string; detail: string; address?: string }
  /** How many other runs are on at the same time, from here on. */
  | { type: 'company'; others: number }
  | { type: 'workload'; lane: string; workload: Workload }
  /** A lane's dead letters went back to the queue that they came from, by hand. */
  | { type: 'redriven'; lane: string; moved: number }
  | { type: 'judged'; thresholds: JudgedThreshold[] }

/** What a lab runs on; labels only. */
export interface Environment {
  node: string
  os: string
  cpu: string
  cores: number
  memoryBytes: number
}

export interface JudgedThreshold {
  threshold: string
  passed: boolean
  /** The measured left-hand value; null where nothing was measured, which fails. */
  left: number | null
  /** What it was held against, multiplied out. */
  right: number | null
}

/** What a run says every tick. */
export interface Frame {
  seq: number
  fromUs: number
  toUs: number
  /** Load time so far, pauses left out, µs; a gauge. */
  activeUs: number
  /** Shorter than a tick: the last one of a phase. */
  partial: boolean
  lab: LabHealth
  lanes: Record<string, LaneFrame>
}

/** How well the lab itself kept up during the frame. */
export interface LabHealth {
  /** Of all cores, 0–1, this process. */
  cpu: number
  /** p99 of the event-loop delay in each thread, ms. */
  loopDelayP99Ms: Record<string, number>
}

export const histogramNames = ['caller', 'held', 'ok', 'completion', 'slip', 'queued', 'handshake', 'resumed'] as const
/**
 * caller: intended send → verdict. held: actual send → verdict. ok: as caller, successes only.
 * completion: intended send → first execution done. slip: how late the lab's own timer noticed that an order was due.
 * queued: due → slot of a blocking caller taken. handshake: TLS on a new connection of the caller's, with certificates;
 * resumed: the same with a session ticket in their place. All in µs.
 */
export type HistogramName = (typeof histogramNames)[number]

/** Counters and histograms are what this tick added; gauges (from `inFlight` on) are what holds at its end. */
export interface LaneFrame {
  offered: number
  notSent: number
  /** Of those not sent, the ones that found no slot and no room to wait for one. Absent where there were none. */
  rejected?: number
  sent: number
  /** How often the orders were tried; absent where that was never. */
  attempts?: number
  /**
   * How often the work of an order was done where the caller's edge leads: once by each subscriber, and repetitions, too.
   * Absent in recordings of earlier versions.
   */
  executed?: number
  /** What policies did; absent where that was nothing. */
  decisions?: DecisionCounts
  /** Changes of the lane's circuit breaker, run-relative; absent where there was none. */
  breaker?: BreakerChange[]
  /** What the orders with a verdict were held, together, µs; absent where there was none. */
  heldUs?: number
  outcomes: Partial<Record<OutcomeKind, number>>
  /** Only where lanes take turns: the stretch of lane-active time that this frame covers, often none. */
  active?: ActiveStretch
  /** Encoded, see histogram.ts; absent where nothing was recorded. */
  hist: Partial<Record<HistogramName, string>>
  bytesByLeg: Partial<Record<Leg, LegBytes>>
  gauges?: GaugeTicks
  inFlight: number
  /** Sent orders whose work is not settled, executing ones included. */
  backlog: number
  /** Only in merged frames: the largest `backlog` of them. */
  backlogMax?: number
  /** Age of the oldest order still in flight, ms; else a black-holed lane looks healthy. */
  oldestInFlightMs: number
  ledger: LedgerCounts
  /** By edge, the caller's own among them; only where services call services. */
  edges?: Record<string, EdgeFrame>
  /** By edge: the logs that have changed since they were last told. Absent where none has. */
  logs?: Record<string, LogState>
}

/** call: sent → verdict, as whoever calls sees it. work: the execution begun → done, with all that it waits for. In µs. */
export const edgeHistogramNames = ['call', 'work'] as const
export type EdgeHistogramName = (typeof edgeHistogramNames)[number]

/** One hop of a lane. As in a {@link LaneFrame}, gauges (from `inFlight` on) are what holds at the end of the tick. */
export interface EdgeFrame {
  /** Calls begun; with retries, each may be several attempts. */
  calls: number
  attempts: number
  outcomes: Partial<Record<OutcomeKind, number>>
  /** What the policies of the edge did; absent where that was nothing. */
  decisions?: DecisionCounts
  /** Executions that were done. */
  executed: number
  /** Encoded; absent where nothing was recorded. */
  hist: Partial<Record<EdgeHistogramName, string>>
  bytesByLeg: Partial<Record<Leg, LegBytes>>
  /** Calls without a verdict; then executions being worked on, and waiting for a place. */
  inFlight: number
  active: number
  queued: number
}

export interface BreakerChange {
  atUs: number
  to: BreakerState
  /** Of a call that a service makes; absent for the caller's own edge. */
  edge?: string
}

export interface ActiveStretch {
  fromUs: number
  toUs: number
  warmUp: boolean
}

export interface LegBytes {
  /** From caller to service (or broker), and back. */
  up: number
  down: number
  /** Connections accepted. */
  connections: number
}

/** `cells[verdict * works.length + work]`, in the order of `verdicts` and `works`. */
export interface LedgerCounts {
  cells: number[]
  /** Executions beyond the first of each order. */
  duplicated: number
  /** Distinct orders that have such; absent in runs of older versions. */
  repeated?: number
  /** Deliveries of an order that its service knew already, and answered without doing the work again. */
  deduplicated: number
  /** Orders started after a later one of the same key; null where the protocol promises no order. */
  reordered: number | null
  /**
   * Orders executed that the service which published them never committed; null where it has no database. Final once
   * that service is at rest: an order whose caller gave up on it may still be committed.
   */
  ghosts: number | null
  /** Orders committed of which nobody will do the work; null where there is no database. */
  committedButLost: number | null
  /** Executions of orders that are not of this run. */
  outside: number
  /** Orders that some services of the tree have executed and others have not; absent where there is no tree. */
  partlyDone?: number
}
