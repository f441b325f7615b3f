/** An experiment: a value that says everything about a run before it is run. YAML or JSON, one schema. */

import type { FaultType } from './faults.ts'
import type { Policy } from './policy.ts'
import type { Leg, Options, ProtocolId, Style } from './protocols.ts'
import type { PublishSpec } from './publishing.ts'
import type { Text } from './text.ts'

export interface Experiment {
  v: 1
  id: string
  title: Text
  /** What it shows, in a sentence or two. */
  summary: Text
  /** Every random choice of a run comes from this. */
  seed: number
  mode: Mode
  durationS: number
  /** Padding of each order before encoding, bytes. */
  payloadBytes: number
  workload: Workload
  lanes: Lane[]
  faults: Fault[]
  thresholds: string[]
}

/** Side by side: all lanes at once, sharing the machine. Interleaved: they take turns, see slices.ts. */
export const modes = ['side-by-side', 'interleaved'] as const
export type Mode = (typeof modes)[number]

/** Open: arrivals do not wait for replies. Closed: each of N callers sends when its last reply is in. */
export type Workload = { open: OpenLoad } | { closed: ClosedLoad }
export interface OpenLoad {
  rateRps: number
  arrival: Arrival
  /** The rate from `atS` of lane-active time on, in the order of time. */
  steps?: RateStep[]
  /** How the rate moves over lane-active time; not beside `steps`. */
  shape?: Shape
}
export interface RateStep {
  atS: number
  rateRps: number
}
/** From the load's own rate. In all of them 0 is the beginning of the load. */
export type Shape =
  /** In a line to another rate, which then holds. */
  | { ramp: { toRps: number; atS: number; overS: number } }
  /** Another rate for a while, once or every so often (from one beginning to the next). */
  | { spike: { toRps: number; atS: number; forS: number; everyS?: number } }
  /** Around the rate, up first. */
  | { sine: Swing }
  /** So many orders due in one moment, on top of the rate. */
  | { atOnce: { orders: number; atS: number; everyS?: number } }
  /** One after another; what comes after the last has the load's own rate. */
  | { sequence: Phase[] }
export interface Swing {
  amplitudeRps: number
  periodS: number
}
export interface Phase {
  forS: number
  rateRps: number
  /** In a line to there. */
  toRps?: number
  sine?: Swing
  /** Due at once when the phase begins. */
  orders?: number
}
export interface ClosedLoad {
  callers: number
}
export const arrivals = ['poisson', 'constant'] as const
export type Arrival = (typeof arrivals)[number]

export interface Lane {
  id: string
  name: Text
  /** Overrides the experiment's workload. */
  workload?: Workload
  caller: Caller
  /** How long a caller waits before it gives up, from the actual send; of each attempt. */
  timeoutMs: number
  call: Edge
}

/**
 * Who waits. Non-blocking: an order goes out when it is due. Blocking: only when one of N slots (threads, connections
 * of a pool) is free, which it then holds until its verdict; before that it waits in a queue, first in first out, and
 * what finds the queue full is rejected.
 */
export type Caller = typeof NON_BLOCKING | { blocking: BlockingCaller }
export const NON_BLOCKING = 'non-blocking'
export interface BlockingCaller {
  slots: number
  /** Orders that may wait for a slot. */
  queueLimit: number
}

export interface Edge {
  /** `e1` for the caller's own edge; `e1.2` for the second that the service behind `e1` calls, and so on. */
  id: string
  protocol: ProtocolId
  style: Style
  options: Options
  policy?: Policy
  /** With it the caller places orders at a service with a database, which publishes them over this edge. */
  publish?: PublishSpec
  /** Of a call that a service makes: how often for each order. In a sequence one after the other, in parallel at once. */
  count?: number
  /** Of a call that a service makes: how long it waits before it gives up, of each attempt. A caller's is its lane's. */
  timeoutMs?: number
  /** Padding of each request, before encoding; without it the experiment's `payloadBytes`. */
  requestBytes?: number
  /** Padding of each receipt, before encoding; without it none. */
  responseBytes?: number
  to: ServiceSpec
}

/** What a service does for each order after its own work, one after the other; what is parallel, at once. */
export type Step = Edge | { parallel: Edge[] }

export interface ServiceSpec {
  name: string
  /** How long the work takes. */
  work: Distribution
  /** False: it waits, as for a database. True: it keeps its thread busy, and everything else on that thread waits. */
  cpu: boolean
  /** Orders worked on at once. */
  concurrency: number
  /** Orders that may wait for a place. */
  queueLimit: number
  /** What becomes of an order that finds the queue full: refused as overloaded, or let in however many wait. */
  overload: Overload
  /** An order that is known already, by its id, is answered with its receipt and not worked on again. */
  idempotent: boolean
  /** Every so many orders there is one that cannot be done, however often it is tried; 0 for none. */
  poisonEvery: number
  /** How many of it there are, each with places and a queue of its own; without it one. */
  replicas?: number
  /** Whom it calls for each order, and waits for; without it nobody. */
  calls?: Step[]
}
export const overloads = ['shed', 'wait'] as const
export type Overload = (typeof overloads)[number]

/** Durations in ms. */
export type Distribution =
  | { dist: 'constant'; ms: number }
  | { dist: 'uniform'; minMs: number; maxMs: number }
  | { dist: 'exponential'; meanMs: number }
  | { dist: 'lognormal'; p50Ms: number; p99Ms: number }
  | { dist: 'quantiles'; p50Ms: number; p90Ms: number; p99Ms: number }

export const parts = ['service', 'consumer', 'engine'] as const
export type Part = (typeof parts)[number]
export type LinkTarget = { lane: string; edge: string; leg: Leg }
export type PartTarget = { lane: string; edge: string; part: Part }
/** `lane` is a lane's id, or `*` for every lane that has such a leg or part. */
export type Target = LinkTarget | PartTarget

export interface Fault {
  id: string
  type: FaultType
  target: Target
  /** Which way a link fault acts: upstream is from caller to service. */
  stream: 'upstream' | 'downstream' | 'both'
  /** Share of decisions that hit, 0–1; 0 means never. */
  toxicity: number
  attributes: Options
  /** Seconds of lane-active time; without it the fault is on from the start. */
  atS?: number
  /** Seconds it lasts; without it, to the end of the load. */
  forS?: number
  /** It comes again so many seconds after it came, to the end of the load. */
  everyS?: number
  /** It comes so many times, at moments that the seed names. */
  atRandom?: number
}
