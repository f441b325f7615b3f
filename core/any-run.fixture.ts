/** Any run, for property tests of what reads one. */
import fc from 'fast-check'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { gaugeNames } from './gauges.ts'
import { Histogram } from './histogram.ts'
import { Ledger } from './ledger.ts'
import { type LogState, rebalanceCauses } from './log-state.ts'
import { outcomeKinds } from './outcome.ts'
import { breakerStates, decisions } from './policy.ts'
import {
  type EdgeFrame,
  edgeHistogramNames,
  histogramNames,
  type LaneFrame,
  type RunEvent,
  type RunEventBody,
} from './run.ts'

const fault = exampleExperiment.faults[0] as (typeof exampleExperiment.faults)[0]

const running: RunEventBody = { type: 'state', state: { is: 'running' } }

export function encoded(...us: number[]): string {
  const histogram = new Histogram()
  for (const value of us) histogram.record(value)
  return histogram.encode()
}

const anyEdgeFrame: fc.Arbitrary<EdgeFrame> = fc
  .record({
    calls: fc.nat(50),
    attempts: fc.nat(60),
    executed: fc.nat(50),
    outcomes: fc.dictionary(fc.constantFrom(...outcomeKinds), fc.nat({ max: 20 })),
    hist: fc.dictionary(
      fc.constantFrom(...edgeHistogramNames),
      fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 4 }),
    ),
    inFlight: fc.nat(9),
    active: fc.nat(9),
    queued: fc.nat(9),
  })
  .map(({ hist, ...told }) => ({
    ...told,
    hist: Object.fromEntries(Object.entries(hist).map(([name, us]) => [name, encoded(...us)])),
    bytesByLeg: told.calls % 2 === 0 ? {} : { call: { up: told.calls, down: 1, connections: 1 } },
  }))

const anyOffsets = fc.array(fc.nat(500), { minLength: 2, maxLength: 2 })
const anyCount = fc.option(fc.nat(9))

const anyLog: fc.Arbitrary<LogState> = fc.record({
  deduplicated: anyCount,
  topics: fc.array(
    fc.record({
      name: fc.constantFrom('orders', 'processed'),
      ends: anyOffsets,
      groups: fc.array(
        fc.record({
          name: fc.constantFrom('group-0', 'processor'),
          committed: fc.array(fc.option(fc.nat(500)), { minLength: 2, maxLength: 2 }),
          members: anyCount,
          generation: anyCount,
          rebalances: fc.array(
            fc.record({
              atUs: fc.integer({ min: -1e6, max: 1e7 }),
              generation: fc.nat(9),
              members: fc.nat(9),
              why: fc.constantFrom(...rebalanceCauses),
            }),
            { maxLength: 3 },
          ),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
})

/** Any lane frame, with counters, samples and gauges of its own. */
const anyLaneFrame: fc.Arbitrary<LaneFrame> = fc
  .record({
    sent: fc.nat({ max: 50 }),
    notSent: fc.nat({ max: 5 }),
    outcomes: fc.dictionary(fc.constantFrom(...outcomeKinds), fc.nat({ max: 20 })),
    hist: fc.dictionary(
      fc.constantFrom(...histogramNames),
      fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 8 }),
    ),
    bytes: fc.nat({ max: 10_000 }),
    inFlight: fc.nat({ max: 100 }),
    backlog: fc.nat({ max: 100 }),
    completed: fc.nat({ max: 10 }),
    counted: fc.record(
      {
        rejected: fc.nat(5),
        attempts: fc.nat(60),
        executed: fc.nat(60),
        heldUs: fc.nat(1e6),
        decisions: fc.dictionary(fc.constantFrom(...decisions), fc.integer({ min: 1, max: 9 })),
        breaker: fc.array(fc.record({ atUs: fc.nat(1e7), to: fc.constantFrom(...breakerStates) }), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
    gauges: fc.dictionary(
      fc.constantFrom(...gaugeNames),
      fc.record({ last: fc.nat(9), peak: fc.nat(20), areaUs: fc.nat(1e6) }),
    ),
    logs: fc.option(fc.record({ e1: anyLog }, { requiredKeys: [] }), { nil: undefined }),
    edges: fc.option(fc.record({ e1: anyEdgeFrame, 'e1.1': anyEdgeFrame }), { nil: undefined, freq: 2 }),
  })
  .map(({ hist, bytes, completed, counted, edges, logs, ...told }) => {
    const ledger = new Ledger()
    for (let seq = 0; seq < told.sent; seq++) ledger.sent(seq)
    for (let seq = 0; seq < Math.min(completed, told.sent); seq++) ledger.executed(seq)
    return laneFrame({
      ...told,
      ...counted,
      ...(edges ? { edges } : {}),
      ...(logs ? { logs } : {}),
      offered: told.sent + told.notSent,
      hist: Object.fromEntries(Object.entries(hist).map(([name, us]) => [name, encoded(...us)])),
      bytesByLeg: bytes % 3 === 0 ? {} : { call: { up: bytes, down: bytes * 2, connections: 1 } },
      ledger: ledger.counts(),
    })
  })

/** A run of frames with states and faults in between. */
export const anyRun: fc.Arbitrary<RunEvent[]> = fc
  .array(
    fc.record({
      http: fc.option(anyLaneFrame, { nil: undefined, freq: 8 }),
      queue: anyLaneFrame,
      before: fc.option(fc.constantFrom('fault-set', 'fault-cleared', 'running', 'paused', 'draining'), { freq: 2 }),
      lab: fc.record({ cpu: fc.double({ min: 0, max: 1, noNaN: true }), delayMs: fc.nat({ max: 100 }) }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((ticks) => {
    const bodies: (RunEventBody & { atUs: number })[] = [{ ...running, atUs: 0 }]
    ticks.forEach(({ http, queue, before, lab }, tick) => {
      const frame = frameAt(tick, http ? { http, queue } : { queue })
      frame.lab = { cpu: lab.cpu, loopDelayP99Ms: { callers: lab.delayMs } }
      const atUs = frame.fromUs
      if (before === 'fault-set') bodies.push({ type: 'fault-set', fault, by: 'hand', atUs })
      else if (before === 'fault-cleared') bodies.push({ type: 'fault-cleared', faultId: fault.id, by: 'hand', atUs })
      else if (before) bodies.push({ type: 'state', state: { is: before as 'running' }, atUs })
      bodies.push({ type: 'frame', frame, atUs: frame.toUs })
    })
    return bodies.map((body, i) => ({ seq: i + 1, ...body }))
  })
