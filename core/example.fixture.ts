/** An experiment and frames for the tests of this folder. */

import type { Experiment, Lane } from './experiment.ts'
import { faults } from './faults.ts'
import { defaultsOf } from './fields.ts'
import type { Histogram } from './histogram.ts'
import { emptyCounts } from './ledger.ts'
import { factsOf, type ProtocolId } from './protocols.ts'
import type { Frame, LaneFrame } from './run.ts'

function exampleLane(id: string, protocol: ProtocolId): Lane {
  const facts = factsOf(protocol)
  return {
    id,
    name: { ko: facts.name, en: facts.name },
    caller: 'non-blocking',
    timeoutMs: 2000,
    call: {
      id: 'e1',
      protocol,
      style: facts.defaultStyle,
      options: defaultsOf(facts.options),
      to: {
        name: 'orders',
        work: { dist: 'lognormal', p50Ms: 5, p99Ms: 20 },
        cpu: false,
        concurrency: 64,
        queueLimit: 1024,
        overload: 'shed',
        idempotent: false,
        poisonEvery: 0,
      },
    },
  }
}

export const exampleExperiment: Experiment = {
  v: 1,
  id: 'example',
  title: { ko: '예시', en: 'Example' },
  summary: { ko: '', en: '' },
  seed: 1,
  mode: 'side-by-side',
  durationS: 30,
  payloadBytes: 256,
  workload: { open: { rateRps: 20, arrival: 'poisson' } },
  lanes: [exampleLane('http', 'http'), exampleLane('queue', 'sqs')],
  faults: [
    {
      id: 'slow-link',
      type: 'latency',
      target: { lane: 'http', edge: 'e1', leg: 'call' },
      stream: 'downstream',
      toxicity: 1,
      attributes: defaultsOf(faults.latency.attributes),
      atS: 1,
      forS: 2,
    },
  ],
  thresholds: [],
}

export function laneFrame(told: Partial<LaneFrame> = {}): LaneFrame {
  return {
    offered: 0,
    notSent: 0,
    sent: 0,
    outcomes: {},
    hist: {},
    bytesByLeg: {},
    inFlight: 0,
    backlog: 0,
    oldestInFlightMs: 0,
    ledger: emptyCounts(),
    ...told,
  }
}

/** A frame of 250 ms, the `tick`th of a load without pauses. */
export function frameAt(tick: number, lanes: Record<string, LaneFrame>): Frame {
  const tickUs = 250_000
  return {
    seq: tick + 1,
    fromUs: tick * tickUs,
    toUs: (tick + 1) * tickUs,
    activeUs: (tick + 1) * tickUs,
    partial: false,
    lab: { cpu: 0.2, loopDelayP99Ms: { callers: 1 } },
    lanes,
  }
}

/** Comparable with toEqual: a histogram's window over its buckets depends on how it grew, its encoding does not. */
export function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if ('encode' in value && typeof value.encode === 'function') return (value as Histogram).encode()
  if (Array.isArray(value)) return Array.from(value, plain)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
