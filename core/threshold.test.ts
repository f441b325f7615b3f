import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { Histogram } from './histogram.ts'
import type { EdgeFrame, LaneFrame, RunEventBody } from './run.ts'
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
    [
      'http.callerLatencyMs.p95 < 1',
      "'callerLatencyMs.p95' is not a metric; did you mean 'callerLatencyMs.p(95)'? (character 6)",
    ],
    [
      'http.callerlatencyms.p99 < 1',
      "'callerlatencyms.p99' is not a metric; did you mean 'callerLatencyMs.p99'? (character 6)",
    ],
    ['htp.sent < 1', "'htp' is not a lane; did you mean 'http'? (character 1)"],
    ['grpc-web.sent < 1', "'grpc-web' is not a lane; there are http, queue (character 1)"],
    ['http.sent < 2*quue.sent', "'quue' is not a lane; did you mean 'queue'? (character 13)"],
    ['http.sent < 1 during slow-lnik', "'slow-lnik' is not a fault; did you mean 'slow-link'? (character 22)"],
    [
      'http.backlog == 0 during slow-link',
      "'backlog' is known for the whole run only, not during a fault (character 1)",
    ],
    [
      'http.sent < http.ledger.outside during slow-link',
      "'ledger.outside' is known for the whole run only, not during a fault (character 13)",
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

describe('metrics of an edge', () => {
  const edges = { http: ['e1', 'e1.1', 'e1.2', 'e1.2.1'], queue: [] }
  const chained = { ...known, edges }

  test('are read, on either side, also of a time when a fault was on', () => {
    expect(parseThreshold('http.e1.2.1.breaker.opened >= 2*http.e1.1.callMs.p(95) during slow-link', chained)).toEqual(
      expect.objectContaining({
        left: { lane: 'http', path: 'e1.2.1.breaker.opened' },
        right: { times: 2, metric: { lane: 'http', path: 'e1.1.callMs.p(95)' } },
        during: 'slow-link',
      }),
    )
    expect(parseThreshold('http.e1.rejected == 0 abortOnFail', chained)).not.toHaveProperty('error')
    expect(parseThreshold('any.e1.9.hedges > 0')).not.toHaveProperty('error')
  })

  test.each([
    ['http.e1.3.attempts < 1', "'e1.3' is not an edge of lane 'http'; did you mean 'e1.1'? (character 6)"],
    ['http.e1.2.atempts < 1', "'atempts' is not a metric of an edge; did you mean 'attempts'? (character 11)"],
    ['http.e1.callMs.p95 < 1', "'callMs.p95' is not a metric of an edge; did you mean 'callMs.p(95)'? (character 9)"],
    ['http.e1.2 < 1', "'e1.2' is an edge: say which of its metrics, as 'e1.2.attempts' (character 6)"],
    [
      'http.sent < queue.e1.attempts',
      "no service of lane 'queue' calls another: its metrics are 'queue.attempts' and so on, without an edge (character 19)",
    ],
    [
      'http.e1.callMs.p(101) < 1',
      "'callMs.p(101)' is not a metric of an edge; did you mean 'callMs.p50'? (character 9)",
    ],
    [
      'http.e1.attemptsPerOrder < 2 abortOnFail',
      "abortOnFail: 'e1.attemptsPerOrder <' is not known before the end of the run (character 30)",
    ],
  ])('%s', (text, error) => {
    expect(parseThreshold(text, chained)).toEqual({ error })
  })

  test('count what went over that edge, of the whole run or while the fault was on', () => {
    const hop = (calls: number, attempts: number, ms: number): EdgeFrame => {
      const call = new Histogram()
      for (let i = 0; i < calls; i++) call.record(ms * 1000)
      return {
        ...{ calls, attempts, executed: calls, inFlight: 0, active: 0, queued: 0, bytesByLeg: {} },
        decisions: { retried: attempts - calls, 'breaker-rejected': 1, 'bulkhead-rejected': 2 },
        outcomes: { ok: calls },
        hist: { call: call.encode() },
      }
    }
    const frame = (tick: number, edge: EdgeFrame) =>
      ({ type: 'frame', frame: frameAt(tick, { http: { ...took(10, 10), edges: { 'e1.2': edge } } }) }) as const
    const chain = viewOf(
      { type: 'state', state: { is: 'running' } },
      frame(0, hop(2, 2, 10)),
      { type: 'fault-set', fault, by: 'hand', atUs: 250_000 },
      frame(1, hop(2, 6, 200)),
      { type: 'fault-cleared', faultId: fault.id, by: 'hand', atUs: 500_000 },
    )
    const of = (text: string) => {
      const threshold = parseThreshold(text)
      if ('error' in threshold) throw new Error(threshold.error)
      return judge(threshold, chain).left
    }
    expect(of('http.e1.2.attempts == 8')).toBe(8)
    expect(of('http.e1.2.attemptsPerOrder == 2')).toBe(2)
    expect(of('http.e1.2.retries > 0')).toBe(4)
    expect(of('http.e1.2.rejected > 0')).toBe(6)
    expect(of('http.e1.2.breaker.rejected > 0')).toBe(2)
    expect(of('http.e1.2.callMs.p(25) < 11')).toBeCloseTo(10, 0)
    expect(of('http.e1.2.attempts > 0 during slow-link')).toBe(6)
    expect(of('http.e1.2.attemptsPerOrder > 0 during slow-link')).toBe(3)
    expect(of('http.e1.2.callMs.p50 > 0 during slow-link')).toBeGreaterThan(190)
    expect(of('http.e1.9.attempts == 0')).toBeNull()
  })
})

describe("k6's grammar", () => {
  const one = { lanes: ['http'], faults: [] }

  test.each([
    ['p(99)<200', 'callerLatencyMs.p(99)', '<', 200],
    ['p(99.5) <= 1e3', 'callerLatencyMs.p(99.5)', '<=', 1000],
    ['avg<100', 'callerLatencyMs.mean', '<', 100],
    ['med < 50', 'callerLatencyMs.p50', '<', 50],
    ['rate<0.01', 'failedShare', '<', 0.01],
    ['count===0', 'failed', '==', 0],
    ['http_req_duration: p(95)<300', 'callerLatencyMs.p(95)', '<', 300],
    ['http: http_req_failed: rate<0.1', 'failedShare', '<', 0.1],
    ['http: completionLatencyMs: max<500', 'completionLatencyMs.max', '<', 500],
    ['iterations: count>100', 'sent', '>', 100],
  ] as const)('%s', (text, path, op, value) => {
    expect(parseThreshold(text, one)).toMatchObject({ left: { lane: 'http', path }, op, right: { value } })
  })

  test.each([
    ['p99<200', "'p99' is not a method; did you mean 'p(99)'? (character 1)"],
    ['http: vag<200', "'vag' is not a method; did you mean 'avg'? (character 7)"],
    ['p(101)<200', 'a percentile is written p(N), N above 0 and at most 100 (character 2)'],
    [
      'http_req_duratoin: p(9)<1',
      "'http_req_duratoin' is neither a lane nor a metric; did you mean 'http_req_duration'? (character 1)",
    ],
    ['http_req_failed: avg<1', "'http_req_failed' has no 'avg' (character 18)"],
    ['http: a: b: rate<1', "'b:' is one name too many: write lane, then metric (character 10)"],
    ['rate<0.1 during slow-link abortOnFail', "'slow-link' is not a fault (character 17)"],
    ['p(95)<300 abortOnFail after soon', "'after' is followed by seconds, such as 5s (character 29)"],
    [
      'p(95)>300 abortOnFail',
      "abortOnFail: 'callerLatencyMs.p(95) >' is not known before the end of the run (character 11)",
    ],
    [
      'http.sent < http.ok abortOnFail',
      'abortOnFail: another metric may still grow; hold it against a number (character 21)',
    ],
  ])('%s is refused', (text, error) => {
    expect(parseThreshold(text, one)).toEqual({ error })
  })

  test('must say which lane where there are several', () => {
    expect(parseThreshold('queue: p(99)<1', known)).toMatchObject({ left: { lane: 'queue' } })
    const error = "it must say which lane: 'http: p(99)<200'; lanes are http or queue (character 1)"
    expect(parseThreshold('p(99)<200', known)).toEqual({ error })
  })

  test('may end the run, after a while', () => {
    expect(parseThreshold('p(99)<200 abortOnFail', one)).toMatchObject({ abort: { afterS: 0 } })
    expect(parseThreshold('http.failed == 0 abortOnFail after 2.5s', one)).toMatchObject({ abort: { afterS: 2.5 } })
    expect(parseThreshold('http.failed == 0', one)).toMatchObject({ abort: null })
  })

  test('measures any percentile, also during a fault', () => {
    expect(judge('http: p(1)<11', view)).toMatchObject({ passed: true, left: expect.closeTo(10, 0) })
    expect(judge('http.callerLatencyMs.p(1) > 200 during slow-link', view)).toMatchObject({ passed: true })
    expect(judge('http: avg<100', view).left).toBeCloseTo((4 * 10 + 3 * 210) / 7, -1)
    expect(judge('http: rate==0', view)).toMatchObject({ passed: true, left: 0 })
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

  test('a lane that took no part was not measured: its zeros prove nothing', () => {
    const without = viewOf(
      { type: 'state', state: { is: 'running' } },
      { type: 'lane-failed', lane: 'queue', detail: 'nobody answers at 127.0.0.1:1', address: '127.0.0.1:1' },
      { type: 'frame', frame: frameAt(0, { http: took(10, 10) }) },
    )
    for (const zero of ['queue.failed == 0', 'queue.ledger.promisedButLost == 0', 'queue.backlog < 1'])
      expect(judge(zero, without)).toMatchObject({ passed: false, left: null })
    expect(judge('http.sent > queue.sent', without)).toMatchObject({ passed: false, right: null })
    expect(judge('http.failed == 0', without)).toMatchObject({ passed: true })
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
