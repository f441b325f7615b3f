import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { Histogram } from './histogram.ts'
import { Ledger } from './ledger.ts'
import type { RunEventBody } from './run.ts'
import { createRunView, foldEvent } from './run-view.ts'
import { censoredFrom, summarize } from './summary.ts'

function encoded(us: number[]): string {
  const histogram = new Histogram()
  for (const value of us) histogram.record(value)
  return histogram.encode()
}

const ledger = new Ledger()
for (let seq = 0; seq < 10; seq++) ledger.sent(seq)
for (let seq = 0; seq < 8; seq++) ledger.verdict(seq, seq < 6 ? 'ok' : 'timeout')
for (let seq = 0; seq < 7; seq++) ledger.executed(seq)
ledger.executed(0)
ledger.executed(0)
ledger.executed(1)

const bodies: RunEventBody[] = [
  { type: 'state', state: { is: 'running' } },
  {
    type: 'frame',
    frame: {
      ...frameAt(0, {
        http: laneFrame({
          offered: 12,
          notSent: 2,
          sent: 10,
          outcomes: { ok: 6, timeout: 2 },
          hist: {
            caller: encoded([1000, 2000, 3000, 4000, 5000, 6000, 2_000_000, 2_000_000]),
            completion: encoded([900, 1900, 2900, 3900, 4900, 5900, 6900]),
            slip: encoded([100]),
          },
          bytesByLeg: { call: { up: 4000, down: 1000, connections: 4 } },
          inFlight: 2,
          backlog: 3,
          ledger: ledger.counts(),
        }),
      }),
      lab: { cpu: 0.91234, loopDelayP99Ms: { callers: 1.23456 } },
    },
  },
  { type: 'state', state: { is: 'finished', stoppedByHand: false } },
  { type: 'judged', thresholds: [{ threshold: 'http.failed == 2', passed: true, left: 2, right: 2 }] },
]

describe('summarize', () => {
  const view = createRunView(exampleExperiment)
  bodies.forEach((body, i) => {
    foldEvent(view, { seq: i + 1, atUs: 0, ...body })
  })
  const summary = summarize(view, { runId: 'abc', locale: 'ko' })

  test('says what the fold holds, in ms', () => {
    expect(summary.lanes[0]).toMatchObject({
      id: 'http',
      name: 'HTTP',
      protocol: 'http',
      style: 'request-reply',
      offered: 12,
      notSent: 2,
      sent: 10,
      ok: 6,
      failed: 2,
      goodputRps: 28,
      callerLatencyMs: { n: 8, p99: 2000, max: 2000 },
      completionLatencyMs: { n: 7, max: 6.9 },
      heldMs: { n: 0, p50: null, max: null },
      handshakeMs: { n: 0, p50: null },
      slipP99Ms: 0.1,
      censoredFrom: 80,
      pending: 2,
      backlog: 3,
      backlogMax: 3,
      bytes: { up: 4000, down: 1000, perOp: 500 },
      outcomes: { ok: 6, timeout: 2, reset: 0 },
    })
    expect(summary.lanes[0]?.ledger).toMatchObject({
      table: {
        acknowledged: { completed: 6, lost: 0 },
        unknown: { completed: 1, backlog: 1 },
        pending: { backlog: 2 },
      },
      duplicated: 3,
      repeated: 2,
      reordered: null,
      promisedButLost: 0,
      doneThoughToldFailed: 1,
    })
  })

  test('says what the run was, and how the lab kept up', () => {
    expect(summary).toMatchObject({
      id: 'abc',
      experiment: 'example',
      state: 'finished',
      seed: 1,
      durationS: 30,
      activeS: 0.25,
      lab: { maxCpu: 0.912, maxLoopDelayP99Ms: { callers: 1.235 }, overloadedFrames: 1, frames: 1 },
    })
    expect(summary.thresholds).toHaveLength(1)
  })

  test('a lane on which nothing happened has no rates and no percentiles', () => {
    const idle = summarize(createRunView(exampleExperiment))
    expect(idle.lanes[1]).toMatchObject({
      goodputRps: null,
      censoredFrom: null,
      bytes: { perOp: null },
      slipP99Ms: null,
    })
    expect(idle.id).toBeUndefined()
    expect(JSON.parse(JSON.stringify(idle))).toEqual(idle)
  })
})

test('censoring begins where the pending orders may lie', () => {
  expect(censoredFrom(100, 0)).toBeNull()
  expect(censoredFrom(99, 1)).toBe(99)
  expect(censoredFrom(2, 1)).toBe(66.666)
  expect(censoredFrom(0, 5)).toBe(0)
})

describe('attempts per order', () => {
  const of = (http: Parameters<typeof laneFrame>[0]) => {
    const view = createRunView(exampleExperiment)
    foldEvent(view, { seq: 1, atUs: 0, type: 'frame', frame: frameAt(0, { http: laneFrame(http) }) })
    return summarize(view).lanes[0]?.attemptsPerOrder
  }

  test('are nothing where a recording does not tell of attempts', () => expect(of({ sent: 4 })).toBeNull())

  test('are those that were made, none where a circuit is open all the while', () => {
    expect(of({ sent: 4, attempts: 6 })).toBe(1.5)
    expect(of({ sent: 4, attempts: 0, decisions: { 'breaker-rejected': 4 } })).toBe(0)
  })
})
