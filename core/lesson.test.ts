import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment } from './example.fixture.ts'
import type { Fault } from './experiment.ts'
import {
  advance,
  canGoTo,
  claimedAt,
  experimentOf,
  fill,
  firstState,
  type Lesson,
  type LessonEvent,
  type LessonState,
  type LessonStep,
  lockOf,
  momentOf,
  named,
  narrationAt,
  restoreState,
  type StepState,
  unitMs,
  unitPercent,
  unitS,
  type Variable,
  valueIn,
  valuesOf,
} from './lesson.ts'

const text = (words: string) => ({ ko: words, en: words })
const [http, queue] = exampleExperiment.lanes
if (!http || !queue) throw new Error('the example has two lanes')
const exponential = (lane: typeof http) => ({
  ...lane,
  call: {
    ...lane.call,
    to: { ...lane.call.to, work: { dist: 'exponential' as const, meanMs: 20 }, concurrency: 2 },
  },
})

function step(id: string, vary: Partial<Variable> = {}): LessonStep {
  return {
    id,
    question: text('how long?'),
    context: text(''),
    lanes: ['http'],
    opening: [],
    shows: 'caller',
    guess: { metric: 'http.callerLatencyMs.p50', label: text('') },
    vary: {
      what: 'load',
      label: text(''),
      unit: unitPercent,
      min: 20,
      max: 95,
      step: 5,
      start: 50,
      ...vary,
    } as Variable,
    narration: [
      { on: 'running', say: text('it runs') },
      { on: 'over', say: text('it is over') },
    ],
    report: {
      question: text(''),
      options: [
        { id: 'less', text: text('') },
        { id: 'more', text: text('') },
      ],
    },
    reveal: { claims: [], explains: text('') },
  }
}

const lesson: Lesson = {
  slug: 'test',
  title: text(''),
  summary: text(''),
  experiment: {
    ...exampleExperiment,
    lanes: [exponential(http), exponential(queue)],
    thresholds: ['http.failed == 0'],
  },
  steps: [step('one'), step('two', { what: 'work', unit: unitMs, min: 5, max: 40, start: 20 })],
}

const through = (events: LessonEvent[], from = firstState(lesson)) =>
  events.reduce((state, event) => advance(lesson, state, event), from)
const stepOf = (state: LessonState) => state.steps[state.at] as StepState

const toReveal: LessonEvent[] = [
  { type: 'guessed', guess: 30 },
  { type: 'asked' },
  { type: 'started', runId: 'r1' },
  { type: 'ended' },
  { type: 'continued' },
  { type: 'chose', report: 'more' },
  { type: 'reported' },
]

describe('a step', () => {
  test('goes from the guess over the run and the report to the reveal', () => {
    const seen = toReveal.map((_, index) => stepOf(through(toReveal.slice(0, index + 1))).is)
    expect(seen).toEqual(['predicting', 'starting', 'running', 'ran', 'reporting', 'reporting', 'revealed'])
    expect(stepOf(through(toReveal))).toEqual({
      is: 'revealed',
      guess: 30,
      value: 50,
      runId: 'r1',
      report: 'more',
      again: false,
      tried: [{ value: 50, runId: 'r1' }],
    })
  })

  test.each(toReveal.slice(0, -1).map((event, index) => [event.type, index] as const))(
    'leads nowhere near the reveal without %s',
    (_type, index) => {
      expect(stepOf(through(toReveal.toSpliced(index, 1))).is).not.toBe('revealed')
    },
  )

  test.each([0, -5, 60_001, Number.NaN, null])('%s is no guess', (guess) => {
    const state = through([{ type: 'guessed', guess: 10 }, { type: 'guessed', guess }, { type: 'asked' }])
    expect(stepOf(state)).toMatchObject({ is: 'predicting', guess: null })
  })

  test('says why it is locked', () => {
    expect(lockOf(stepOf(firstState(lesson)))).toBe('guess-first')
    expect(lockOf(stepOf(through(toReveal.slice(0, 1))))).toBeNull()
    expect(lockOf(stepOf(through(toReveal.slice(0, 5))))).toBe('report-first')
    expect(lockOf(stepOf(through(toReveal.slice(0, 6))))).toBeNull()
  })

  test('the guess and the value stay as they are once it runs', () => {
    const running = through(toReveal.slice(0, 3))
    expect(
      through(
        [
          { type: 'guessed', guess: 99 },
          { type: 'moved', value: 80 },
        ],
        running,
      ),
    ).toBe(running)
  })

  test('a run that is refused or lost leaves the guess and asks for another', () => {
    const back = { is: 'predicting', guess: 30, value: 50 }
    expect(stepOf(through([...toReveal.slice(0, 2), { type: 'refused' }]))).toEqual(back)
    for (const until of [3, 4, 5, 6]) {
      expect(stepOf(through([...toReveal.slice(0, until), { type: 'lost' }]))).toEqual(back)
    }
  })

  test('after the reveal other values can be tried, and a lost one gives the last one back', () => {
    const again = through([...toReveal, { type: 'moved', value: 93 }, { type: 'started', runId: 'r2' }])
    expect(stepOf(again)).toMatchObject({ value: 95, runId: 'r2', again: true })
    expect(stepOf(through([{ type: 'ended' }], again))).toMatchObject({
      again: false,
      tried: [
        { value: 50, runId: 'r1' },
        { value: 95, runId: 'r2' },
      ],
    })
    expect(stepOf(through([{ type: 'lost' }], again))).toMatchObject({ value: 50, runId: 'r1', again: false })
  })

  test('the value stays on its steps, within its ends', () => {
    const moved = (value: number) => stepOf(through([{ type: 'moved', value }])).value
    expect([0, 20, 22, 23, 94, 200, Number.NaN].map(moved)).toEqual([20, 20, 20, 25, 95, 95, 20])
  })
})

const anyEvent: fc.Arbitrary<LessonEvent> = fc.oneof(
  fc.record({ type: fc.constant('guessed' as const), guess: fc.option(fc.double({ min: -10, max: 1000 })) }),
  fc.record({ type: fc.constant('moved' as const), value: fc.integer({ min: 0, max: 120 }) }),
  fc.record({ type: fc.constant('started' as const), runId: fc.string({ minLength: 1, maxLength: 4 }) }),
  fc.record({ type: fc.constant('chose' as const), report: fc.constantFrom('less', 'more', 'other') }),
  fc.record({ type: fc.constant('went' as const), to: fc.integer({ min: -1, max: 3 }) }),
  fc.constantFrom(
    { type: 'asked' as const },
    { type: 'refused' as const },
    { type: 'ended' as const },
    { type: 'lost' as const },
    { type: 'continued' as const },
    { type: 'reported' as const },
  ),
)

test('whatever is pressed: nothing runs without a guess, nothing is revealed without a report, and all of it can be kept', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let state = firstState(lesson)
      for (const event of events) {
        const before = state
        state = advance(lesson, state, event)
        const [was, is] = [before.steps[state.at] as StepState, stepOf(state)]
        if (is.is !== 'predicting') expect(is.guess).not.toBeNull()
        if (is.is === 'revealed' && was.is !== 'revealed') {
          expect(was).toMatchObject({ is: 'reporting', report: expect.any(String) })
        }
        expect(canGoTo(state, state.at)).toBe(true)
        const kept = restoreState(lesson, JSON.parse(JSON.stringify(state)))
        // A page that goes while a run is asked for does not know which run that became.
        const steps = state.steps.map((one) => (one.is === 'starting' ? { ...one, is: 'predicting' } : one))
        expect(kept).toEqual({ ...state, steps })
      }
    }),
  )
})

test('a step opens when the one before it was revealed', () => {
  expect(through([{ type: 'went', to: 1 }]).at).toBe(0)
  expect(through([...toReveal, { type: 'went', to: 1 }]).at).toBe(1)
  expect(through([...toReveal, { type: 'went', to: 2 }]).at).toBe(0)
})

test.each([
  null,
  'x',
  {},
  { at: 0, steps: [] },
  { at: 0, steps: [{ is: 'predicting' }, { is: 'predicting' }] },
  {
    at: 0,
    steps: [
      { is: 'revealed', value: 50, guess: 3, runId: 'r', report: 'other' },
      { is: 'predicting', value: 5 },
    ],
  },
])('%j is no state of this lesson', (kept) => {
  expect(restoreState(lesson, kept)).toBeNull()
})

describe('the experiment of a step', () => {
  const [one, two] = lesson.steps as [LessonStep, LessonStep]

  test('has the lanes of the step, no thresholds, and the load that was set', () => {
    const experiment = experimentOf(lesson, one, 90)
    // Two places of 20 ms do 100 a second.
    expect(experiment.workload).toEqual({ open: { rateRps: 90, arrival: 'poisson' } })
    expect(experiment).toMatchObject({ id: `${lesson.experiment.id}-one`, thresholds: [] })
    expect(experiment.lanes.map(({ id }) => id)).toEqual(['http'])
  })

  test('or the work, at the load that a service of the usual work would have', () => {
    const experiment = experimentOf(lesson, two, 30)
    expect(experiment.lanes[0]?.call.to.work).toEqual({ dist: 'exponential', meanMs: 30 })
    expect(experiment.workload).toEqual({ open: { rateRps: 40, arrival: 'poisson' } })
    expect(lesson.experiment.lanes[0]?.call.to.work).toEqual({ dist: 'exponential', meanMs: 20 })
  })
})

describe('a variable', () => {
  const [first] = lesson.steps as [LessonStep]
  const rate: Variable = {
    what: 'field',
    lanes: ['http'],
    path: ['call', 'to', 'work', 'meanMs'],
    times: 0.5,
    label: text(''),
    unit: unitMs,
    min: 10,
    max: 30,
    step: 10,
    start: 20,
  }
  const lane: Variable = {
    what: 'lane',
    of: [
      { value: 1, lane: 'http' },
      { value: 5, lane: 'queue' },
    ],
    label: text(''),
    unit: text('hops'),
    start: 1,
  }

  test('may be a number of a lane, which is called by it then', () => {
    const vary = { ...first, lanes: ['http', 'queue'], vary: rate }
    const { lanes } = experimentOf(lesson, vary, 30)
    expect(lanes.map(({ call }) => call.to.work)).toEqual([
      { dist: 'exponential', meanMs: 15 },
      { dist: 'exponential', meanMs: 20 },
    ])
    expect(lanes[0]?.name).toEqual(text('30\u00a0ms'))
    const called = { ...vary, vary: { ...rate, called: text('works {value}') } }
    expect(experimentOf(lesson, called, 30).lanes[0]?.name).toEqual(text('works 30\u00a0ms'))
    expect(lesson.experiment.lanes[0]?.call.to.work).toEqual({ dist: 'exponential', meanMs: 20 })
    const elsewhere = { ...vary, vary: { ...rate, path: ['call', 'to', 'nothing'] } }
    expect(() => experimentOf(lesson, elsewhere, 30)).toThrow('call.to.nothing is no number in lane http')
  })

  test('may be which lane runs, and then that lane is what is guessed', () => {
    const of = { ...first, lanes: [], vary: lane }
    expect(experimentOf(lesson, of, 5).lanes.map(({ id }) => id)).toEqual(['queue'])
    expect(named(of, 5, '*.callerLatencyMs.p99 > 2*http.callerLatencyMs.p99')).toBe(
      'queue.callerLatencyMs.p99 > 2*http.callerLatencyMs.p99',
    )
    expect(named(first, 50, '*.sent')).toBe('*.sent')
    const claim = { threshold: '*.sent < {value}*http.sent', shown: text(''), notShown: text('') }
    expect(claimedAt(of, 5, claim)).toBe('queue.sent < 5*http.sent')
  })

  test('may be how long a fault is on; a fault of a lane that does not run is left out', () => {
    const down = { type: 'stop', stream: 'both', atS: 1, forS: 2, toxicity: 1, attributes: {} } as const
    const faults: Fault[] = [
      { ...down, id: 'here', target: { lane: 'http', edge: 'e1', part: 'service' } },
      { ...down, id: 'everywhere', target: { lane: '*', edge: 'e1', part: 'service' } },
      { ...down, id: 'elsewhere', target: { lane: 'queue', edge: 'e1', part: 'service' } },
    ]
    const faulty = { ...lesson, experiment: { ...lesson.experiment, faults } }
    const vary: Variable = { ...rate, what: 'fault', faults: ['here'] }
    const ran = experimentOf(faulty, { ...first, lanes: ['http'], vary }, 7).faults
    expect(ran.map(({ id, forS }) => [id, forS])).toEqual([
      ['here', 7],
      ['everywhere', 2],
    ])
  })

  test('has the values that it has', () => {
    expect(valuesOf(rate)).toEqual([10, 20, 30])
    expect(valuesOf(lane)).toEqual([1, 5])
    expect(valueIn(lane, 5, 'en')).toBe('5\u00a0hops')
    expect(valueIn({ ...rate, unit: unitS }, 2, 'ko')).toBe('2초')
    expect(valueIn({ ...rate, unit: unitMs }, 20, 'ko')).toBe('20\u00a0ms')
  })

  test('of orders takes whole numbers, none of them included', () => {
    const counting = { ...lesson, steps: [{ ...first, guess: { metric: 'http.ledger.duplicated', label: text('') } }] }
    const guessed = (guess: number) => stepOf(advance(counting, firstState(counting), { type: 'guessed', guess }))
    expect([0, 12, 0.5, -1, 100_001].map((guess) => (guessed(guess) as { guess: number | null }).guess)).toEqual([
      0,
      12,
      null,
      null,
      null,
    ])
  })
})

test('what is said follows the run, not the clock', () => {
  const said = (state: Parameters<typeof momentOf>[0], share: number) => {
    const moment = momentOf(state, share)
    return moment && narrationAt(lesson.steps[0] as LessonStep, moment)?.en
  }
  expect([said(null, 0), said('queued', 0), said('running', 0.1), said('running', 0.9), said('failed', 0.9)]).toEqual([
    null,
    undefined,
    'it runs',
    'it runs',
    'it is over',
  ])
})

test('texts name what was measured', () => {
  expect(fill('{a.heldMs.p50} of {value}, {', (name) => name.toUpperCase())).toBe('A.HELDMS.P50 of VALUE, {')
})
