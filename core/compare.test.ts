import { describe, expect, test } from 'vitest'
import { encoded } from './any-run.fixture.ts'
import { configurationDifferences, differenceOf, slicesIn } from './compare.ts'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import type { Fault, Lane } from './experiment.ts'
import { Histogram } from './histogram.ts'
import { createRandom } from './random.ts'
import { createRunView, foldEvent } from './run-view.ts'

/** Slices whose level drifts, as a shared machine does, around a median. */
function slices(medianUs: number, seed: number, count = 10): Histogram[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const level = medianUs * (0.85 + 0.3 * random.next())
    const slice = new Histogram()
    for (let i = 0; i < 40; i++) slice.record(level * (0.6 + 0.8 * random.next()))
    return slice
  })
}

describe('a difference', () => {
  test('that is there is seen, with its sign and size', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const found = differenceOf(slices(5000, seed), slices(8000, seed + 100), { p: 50, seed })
      expect(found).toMatchObject({ seen: true, slices: [10, 10] })
      expect(found?.lowUs).toBeGreaterThan(1000)
      expect(found?.highUs).toBeLessThan(5000)
      expect(differenceOf(slices(8000, seed + 100), slices(5000, seed), { p: 50, seed })?.highUs).toBeLessThan(-1000)
    }
  })

  test('that is not there is hardly ever seen', () => {
    const seen = Array.from({ length: 60 }, (_, i) =>
      differenceOf(slices(5000, i + 1), slices(5000, i + 1001), { p: 50, seed: i }),
    )
    // 5 % by its meaning; a bootstrap over ten slices is somewhat too sure of itself.
    expect(seen.filter((found) => found?.seen).length).toBeLessThan(12)
  })

  test('is the same whenever it is asked for, and is not said of too few slices', () => {
    const [a, b] = [slices(5000, 1), slices(5500, 2)]
    expect(differenceOf(a, b, { p: 50, seed: 3 })).toEqual(differenceOf(a, b, { p: 50, seed: 3 }))
    expect(differenceOf(slices(5000, 1, 3), b, { p: 50, seed: 3 })).toBeNull()
  })
})

test('the slices of a lane are two seconds each, without the one that warms up', () => {
  const view = createRunView({ ...exampleExperiment, mode: 'interleaved' })
  for (let second = 0; second < 8; second++) {
    const active = { fromUs: second * 1e6, toUs: (second + 1) * 1e6, warmUp: second < 2 }
    const http = laneFrame({ active, hist: { caller: encoded(1000 * (second + 1)) } })
    const frame = frameAt(second, { http })
    foldEvent(view, { seq: second + 1, atUs: frame.toUs, type: 'frame', frame })
  }
  expect(slicesIn(view, 'http', 'caller').map(({ n, minUs, maxUs }) => [n, minUs, maxUs])).toEqual([
    [2, 3000, 4000],
    [2, 5000, 6000],
    [2, 7000, 8000],
  ])
  expect(slicesIn(view, 'constructor', 'caller')).toEqual([])
  expect(slicesIn(createRunView(exampleExperiment), 'http', 'caller'), 'lanes that share the machine').toEqual([])
})

test('configurations differ by the names of their fields', () => {
  const other = structuredClone(exampleExperiment)
  other.seed = 9
  const http = other.lanes[0] as (typeof other.lanes)[0]
  http.call.options.encoding = 'cbor'
  const [fault] = other.faults as [Fault]
  fault.attributes.latency = 100
  const found = configurationDifferences([exampleExperiment, other])
  expect(found.find(({ path }) => path === 'seed')).toEqual({ path: 'seed', values: ['1', '9'] })
  expect(found.find(({ path }) => path === 'lanes.http.call.options.encoding')?.values).toEqual(['"json"', '"cbor"'])
  expect(found.find(({ path }) => path === 'faults.slow-link.attributes.latency')?.values).toEqual(['200', '100'])
  expect(configurationDifferences([exampleExperiment, exampleExperiment])).toEqual([])
})

test('a fault that one run has is one row', () => {
  const [fault] = exampleExperiment.faults as [Fault]
  const without = { ...exampleExperiment, faults: [] }
  const often = { ...exampleExperiment, faults: [{ ...fault, atS: 2, forS: 5, everyS: 9 }] }
  expect(configurationDifferences([without, often])).toEqual([
    {
      path: `faults.${fault.id}`,
      values: [null, `"latency" ${JSON.stringify(fault.attributes)}, atS 2, forS 5, everyS 9`],
    },
  ])
  // Of two that have it, what they differ in is not to be lost.
  const paths = configurationDifferences([without, often, exampleExperiment]).map(({ path }) => path)
  expect(paths).toContain(`faults.${fault.id}.everyS`)
  expect(paths).not.toContain(`faults.${fault.id}`)
})

test('a lane that one run has is one row, names are none, and thresholds are a set', () => {
  const [http, queue] = exampleExperiment.lanes as [Lane, Lane]
  const called = { ...http, name: { ko: '다른 이름', en: 'another name' } }
  const [once, twice] = ['http.failed == 0', 'http.callerLatencyMs.p50 < 20']
  const a = { ...exampleExperiment, thresholds: [once, twice] }
  const b = { ...exampleExperiment, lanes: [called], thresholds: [twice, once] }
  expect(configurationDifferences([a, b])).toEqual([{ path: `lanes.${queue.id}`, values: ['"sqs"', null] }])
  expect(configurationDifferences([a, { ...a, thresholds: [twice] }])).toEqual([
    { path: `thresholds: ${once}`, values: ['true', null] },
  ])
  expect(configurationDifferences([])).toEqual([])
})
