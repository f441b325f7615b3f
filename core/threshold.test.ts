import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { Histogram } from './histogram.ts'
import type { LaneFrame, RunEventBody } from './run.ts'
import { createRunView, foldEvent, type RunView } from './run-view.ts'
import { summarize } from './summary.ts'
import { judge, judgeAll, metricPaths, operators, parseThreshold } from './threshold.ts'

const known = { lanes: ['http', 'queue'], faults: ['slow-link'] }
const fault = exampleExperiment.faults[0] as (typeof exampleExperiment.faults)[0]

function took(...ms: number[]): LaneFrame {
  const caller = new Histogram()
  for (const value of ms) caller.record(value * 1000)
  return laneFrame({
    sent: ms.length,
    outcomes: { ok: ms.length },
    hist: { caller: caller.encode(), completion: caller.encode() },
    backlog: ms.length,
  })
}

function viewOf(...bodies: (RunEventBody & { atUs?: number })[]): RunView {
  const view = createRunView(exampleExperiment)
  bodies.forEach((body, i) => {
    foldEvent(view, { seq: i + 1, atUs: 0, ...body })
  })
  return view
}

/** Quick but for the quarter second from 0.25 s, when the fault is on. */
const view = viewOf(
  { type: 'state', state: { is: 'running' } },
  { type: 'frame', frame: frameAt(0, { http: took(10, 10), queue: took(10) }) },
  { type: 'fault-set', fault, by: 'hand', atUs: 250_000 },
  { type: 'frame', frame: frameAt(1, { http: took(210, 210, 210), queue: took(10) }) },
  { type: 'fault-cleared', faultId: fault.id, by: 'hand', atUs: 500_000 },
  { type: 'frame', frame: frameAt(2, { http: took(10, 10), queue: took(20) }) },
)

describe('parseThreshold', () => {
  test('reads each form', () => {
    expect(parseThreshold('http.callerLatencyMs.p99<200', known)).toMatchObject({
      left: { lane: 'http', path: 'callerLatencyMs.p99' },
      op: '<',
      right: { value: 200 },
      during: null,
    })
    expect(
      parseThreshold(' http.callerLatencyMs.p50 >= 1.5 * queue.callerLatencyMs.p50 during slow-link ', known),
    ).toMatchObject({
      op: '>=',
      right: { times: 1.5, metric: { lane: 'queue', path: 'callerLatencyMs.p50' } },
      during: 'slow-link',
    })
    expect(parseThreshold('http.sent == queue.sent')).toMatchObject({ right: { times: 1 } })
    expect(parseThreshold('http.ledger.table.acknowledged.dead-lettered != 0', known)).toMatchObject({ op: '!=' })
  })

  test.each([
    ['http.callerLatencyMs.p95 < 1', "'callerLatencyMs.p95' is not a metric; did you mean 'callerLatencyMs.p90'?"],
    ['http.callerlatencyms.p99 < 1', "'callerlatencyms.p99' is not a metric; did you mean 'callerLatencyMs.p99'?"],
    ['htp.sent < 1', "'htp' is not a lane; did you mean 'http'?"],
    ['grpc-web.sent < 1', "'grpc-web' is not a lane; there are http, queue"],
    ['http.sent < 2*quue.sent', "'quue' is not a lane; did you mean 'queue'?"],
    ['http.sent < 1 during slow-lnik', "'slow-lnik' is not a fault; did you mean 'slow-link'?"],
    ['http.backlog == 0 during slow-link', "'backlog' is known for the whole run only, not during a fault"],
    [
      'http.sent < http.ledger.outside during slow-link',
      "'ledger.outside' is known for the whole run only, not during a fault",
    ],
  ])('%s', (text, error) => {
    expect(parseThreshold(text, known)).toEqual({ error })
  })

  test.each([
    '',
    'http',
    'http.sent',
    'http.sent = 3',
    'http.sent < ',
    'http.sent < 3 during',
    'a b',
    `http.sent < ${'9'.repeat(300)}`,
  ])('"%s" is not of the form', (text) => {
    expect(parseThreshold(text, known)).toMatchObject({ error: expect.stringContaining('is not of the form') })
  })

  test('any text is read or refused', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const parsed = parseThreshold(`http.${a}<${b}`, known)
        expect('error' in parsed || parsed.left.lane === 'http').toBe(true)
      }),
    )
  })
})

describe('judge', () => {
  test('every metric it knows is a number of the summary, or null', () => {
    const lane = summarize(view).lanes[0]
    for (const path of metricPaths) {
      const value = path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], lane)
      expect([path, value === null || typeof value === 'number']).toEqual([path, true])
      expect(judge(`http.${path} >= 0`, view).left).toBe(value)
    }
  })

  test.each([
    ['http.sent == 7', true, 7, 7],
    ['http.sent != 7', false, 7, 7],
    ['http.sent > 2*queue.sent', true, 7, 6],
    ['http.callerLatencyMs.max <= 210', true, 210, 210],
    ['http.sent == 3 during slow-link', true, 3, 3],
    ['http.backlogMax == 3 during slow-link', true, 3, 3],
    ['http.goodputRps == 12 during slow-link', true, 12, 12],
    ['http.callerLatencyMs.max >= 21*queue.callerLatencyMs.max during slow-link', true, 210, 210],
    ['http.callerLatencyMs.max < 100 during slow-link', false, 210, 100],
  ])('%s is %s', (threshold, passed, left, right) => {
    expect(judge(threshold, view)).toEqual({ threshold, passed, left, right })
  })

  test('what was not measured fails, whatever the operator', () => {
    const empty = createRunView(exampleExperiment)
    for (const op of operators) {
      expect(judge(`http.callerLatencyMs.p99 ${op} 1`, empty)).toMatchObject({ passed: false, left: null })
      expect(judge(`http.sent ${op} http.goodputRps`, empty)).toMatchObject({ passed: false, right: null })
      expect(judge(`http.sent ${op} 0 during slow-link`, empty)).toMatchObject({ passed: false, left: null })
    }
    expect(judge('nonsense', view)).toEqual({ threshold: 'nonsense', passed: false, left: null, right: null })
  })

  test('all windows of a fault count together', () => {
    const twice = viewOf(
      { type: 'state', state: { is: 'running' } },
      { type: 'fault-set', fault, by: 'hand', atUs: 0 },
      { type: 'frame', frame: frameAt(0, { http: took(10) }) },
      { type: 'fault-cleared', faultId: fault.id, by: 'hand', atUs: 250_000 },
      { type: 'frame', frame: frameAt(1, { http: took(10) }) },
      { type: 'fault-set', fault, by: 'hand', atUs: 500_000 },
      { type: 'frame', frame: frameAt(2, { http: took(10, 10) }) },
    )
    expect(judge('http.sent == 3 during slow-link', twice).passed).toBe(true)
  })

  test('judgeAll keeps the order of the experiment', () => {
    const thresholds = ['http.sent == 7', 'queue.sent == 9']
    const judged = judgeAll({ ...view, experiment: { ...exampleExperiment, thresholds } })
    expect(judged.map(({ threshold, passed }) => [threshold, passed])).toEqual([
      ['http.sent == 7', true],
      ['queue.sent == 9', false],
    ])
  })
})
