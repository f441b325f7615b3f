import { expect, test } from 'vitest'
import { circuitSpans } from '#components/charts/series.ts'
import { en } from '#components/text/en.ts'
import type { Experiment } from '#core/experiment.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import type { Policy } from '#core/policy.ts'
import { createRunView, type LaneView } from '#core/run-view.ts'
import { breakersAt, policyFacts } from './policy-facts.ts'

function laneWith(policy: object | undefined): { experiment: Experiment; view: LaneView } {
  const parsed = parseExperiment({
    lanes: [{ id: 'a', protocol: 'http', ...(policy ? { policy: policy as Policy } : {}) }],
  })
  if (!parsed.ok) throw new Error(parsed.issues[0]?.message)
  return { experiment: parsed.experiment, view: createRunView(parsed.experiment).lanes.a as LaneView }
}

const factsOf = (
  policy: object | undefined,
  change: (view: LaneView) => void = () => {},
  second: number | null = null,
) => {
  const { experiment, view } = laneWith(policy)
  change(view)
  const [lane] = experiment.lanes
  return policyFacts(lane as Experiment['lanes'][0], view, { words: en, second }).map(({ text }) => text)
}

test('a lane without policies has nothing to say of them', () => {
  expect(factsOf(undefined)).toEqual([])
  expect(factsOf({ retry: {} })).toEqual([])
})

test('only what happened is said', () => {
  const facts = factsOf({ breaker: {}, fallback: {} }, (view) => {
    Object.assign(view, { sent: 100, attempts: 60 })
    Object.assign(view.decisions, { 'breaker-rejected': 40, 'fell-back': 40 })
    view.breaker.push({ atUs: 1e6, to: 'open' })
  })
  expect(facts).toEqual(['circuit open', '0.60 attempts/order', '40 withheld', '40 fallbacks'])
})

test('the circuit is the one of the second that is looked at', () => {
  const { experiment, view } = laneWith({ breaker: {} })
  view.breaker.push({ atUs: 2.5e6, to: 'open' }, { atUs: 4.2e6, to: 'half-open' }, { atUs: 4.4e6, to: 'closed' })
  view.breaker.push({ atUs: 5e6, to: 'open', edge: 'e1.1' })
  const at = (second: number | null) =>
    breakersAt(experiment.lanes[0] as Experiment['lanes'][0], view, second)[0]?.state
  expect([0, 2, 3, 4, null].map(at)).toEqual(['closed', 'open', 'open', 'closed', 'closed'])
  view.breaker.pop()
  expect(circuitSpans(view.breaker, 9)).toEqual([
    { fromS: 2.5, toS: 4.2, is: 'open' },
    { fromS: 4.2, toS: 4.4, is: 'half-open' },
  ])
  expect(circuitSpans(view.breaker.slice(0, 1), 9)).toEqual([{ fromS: 2.5, toS: 9, is: 'open' }])
})
