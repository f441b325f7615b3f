import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import type { Experiment } from './experiment.ts'
import { Histogram } from './histogram.ts'
import type { EdgeFrame } from './run.ts'
import { createRunView, foldEvent } from './run-view.ts'
import { isSureToFail } from './sure-failure.ts'
import { judge, parseThreshold, type Threshold } from './threshold.ts'

/** Ten orders a second for ten seconds, told of every quarter second: each in so many ms, or failed. */
const experiment: Experiment = {
  ...exampleExperiment,
  durationS: 10,
  workload: { open: { rateRps: 10, arrival: 'constant' } },
  lanes: exampleExperiment.lanes.slice(0, 1).map((lane) => ({ ...lane, id: 'http' })),
  faults: [],
}
const FRAMES = 40

type Took = (number | 'failed')[]

/** A hundred orders as they are due. */
function ticksOf(all: Took): Took[] {
  return Array.from({ length: FRAMES }, (_, at) => all.slice(Math.round(at * 2.5), Math.round((at + 1) * 2.5)))
}

function hopOf(calls: number, failed: number): EdgeFrame {
  const none = { executed: 0, inFlight: 0, active: 0, queued: 0, bytesByLeg: {}, hist: {} }
  return { ...none, calls, attempts: calls, outcomes: { ok: calls - failed, error: failed } }
}

function* viewsOf(ticks: readonly Took[]) {
  const view = createRunView(experiment)
  let seq = 0
  foldEvent(view, { seq: ++seq, atUs: 0, type: 'state', state: { is: 'running' } })
  for (const [at, orders] of ticks.entries()) {
    const caller = new Histogram()
    for (const took of orders) caller.record(took === 'failed' ? 1000 : took * 1000)
    const failed = orders.filter((took) => took === 'failed').length
    const lane = laneFrame({
      sent: orders.length,
      outcomes: { ok: orders.length - failed, error: failed },
      hist: { caller: caller.encode() },
      edges: { e1: hopOf(orders.length, failed) },
    })
    foldEvent(view, { seq: ++seq, atUs: (at + 1) * 250_000, type: 'frame', frame: frameAt(at, { http: lane }) })
    yield view
  }
}

const thresholds = [
  'p(99)<200',
  'p(50)<=80',
  'avg<100',
  'rate<0.05',
  'count==0',
  'http.sent < 90',
  'http.callerLatencyMs.max < 300',
  'http.e1.attempts <= 80',
  'http.e1.failed == 0',
]
const read = (text: string) => parseThreshold(text, { lanes: ['http'], faults: [] }) as Threshold

describe('what is sure to fail', () => {
  test('fails, at the latest when nothing more is due; and what fails for sure once fails for ever', () => {
    const took = fc.oneof(fc.nat(120), fc.nat(400), fc.constant('failed' as const))
    const orders = fc.array(took, { minLength: 100, maxLength: 100 })
    fc.assert(
      fc.property(orders, fc.constantFrom(...thresholds), (all, text) => {
        const ticks = ticksOf(all)
        const threshold = read(text)
        let sure = false
        for (const view of viewsOf(ticks)) {
          const now = isSureToFail(threshold, view)
          expect(sure && !now).toBe(false)
          sure ||= now
          if (view.frames === FRAMES && sure) expect(judge(threshold, view).passed).toBe(false)
        }
      }),
    )
  })

  test('is said as soon as it is so: the second of a hundred orders, when one in a hundred may be slow', () => {
    const slow = (...at: number[]) => ticksOf(Array.from({ length: 100 }, (_, n) => (at.includes(n) ? 250 : 5)))
    const when = (text: string, ticks: Took[]) => {
      const sure: boolean[] = []
      for (const view of viewsOf(ticks)) sure.push(isSureToFail(read(text), view))
      return sure.indexOf(true)
    }
    expect(when('p(99)<200', slow(0))).toBe(-1)
    expect(when('p(99)<200', slow(0, 50))).toBe(20)
    expect(when('count==0', [['failed'], []])).toBe(0)
    expect(when('http.callerLatencyMs.max < 200', slow(0))).toBe(0)
    expect(when('p(50)<=80', slow(...Array.from({ length: 60 }, (_, n) => n)))).toBe(20)
  })

  test('is only a count where nobody knows how much is due', () => {
    const closed = { ...experiment, workload: { closed: { callers: 1 } } }
    const view = createRunView(closed)
    foldEvent(view, {
      seq: 1,
      atUs: 0,
      type: 'frame',
      frame: frameAt(0, { http: laneFrame({ sent: 9, outcomes: { error: 9 } }) }),
    })
    expect(isSureToFail(read('rate<0.05'), view)).toBe(false)
    expect(isSureToFail(read('count<9'), view)).toBe(true)
  })
})
