import { expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import type { LaneFrame } from '#core/run.ts'
import { confidences, laneDifferences } from './comparison.ts'
import { type WholeRun, wholeRun } from './whole-run.ts'

/** @param n samples of so many µs each */
function run(id: string, n: number, us: number, more: Partial<LaneFrame> = {}): WholeRun {
  const caller = new Histogram()
  for (let i = 0; i < n; i++) caller.record(us)
  const http = laneFrame({ sent: n, hist: { caller: caller.encode() }, ...more })
  const frame = frameAt(0, { http, queue: laneFrame() })
  return wholeRun(id, {
    about: {},
    experiment: exampleExperiment,
    events: [{ seq: 1, atUs: frame.toUs, type: 'frame', frame }],
  })
}

const rowsOf = (runs: WholeRun[], lane = 'http') =>
  Object.fromEntries(
    laneDifferences(runs, 'en')
      .find(({ id }) => id === lane)
      ?.rows.map(({ measure, cells }) => [measure, cells]) ?? [],
  )

test('only what came out differently is said, with how far away it is', () => {
  const rows = rowsOf([run('a', 1000, 5000), run('b', 1000, 20_000), run('c', 1000, 3000)])
  expect(Object.keys(rows)).toEqual(['callerP50', 'callerP99'])
  expect(rows.callerP50?.map(({ difference }) => difference)).toEqual(['', '+15', expect.stringMatching(/^−[12]\.\d$/)])
  expect(rowsOf([run('a', 1000, 5000), run('b', 1000, 20_000)], 'queue')).toEqual({})
})

test('a difference too small to be said is none', () => {
  const rows = rowsOf([
    run('a', 1000, 5000),
    run('b', 1000, 5000, { attempts: 1496 }),
    run('c', 1000, 5000, { attempts: 1494 }),
  ])
  expect(rows.attempts?.map(({ text, difference }) => [text, difference])).toEqual([
    ['–', ''],
    ['1.50', ''],
    ['1.49', ''],
  ])
})

test('a p99 of fewer than 1,000 samples is marked, a p50 is not', () => {
  const rows = rowsOf([run('a', 999, 5000), run('b', 1000, 20_000)])
  expect(rows.callerP99?.map(({ few }) => few)).toEqual([true, false])
  expect(rows.callerP50?.map(({ few }) => few)).toEqual([false, false])
  expect(rows.n?.map(({ text, difference }) => [text, difference])).toEqual([
    ['999', ''],
    ['1,000', '+1'],
  ])
})

test('attempts that a recording does not tell of are none that were measured', () => {
  const rows = rowsOf([run('a', 10, 5000), run('b', 10, 5000, { attempts: 15 })])
  expect(rows.attempts?.map(({ text, difference }) => [text, difference])).toEqual([
    ['–', ''],
    ['1.50', ''],
  ])
})

test('lanes of one name are told apart by their ids', () => {
  const name = { ko: '같은', en: 'same' }
  const lanes = exampleExperiment.lanes.map((lane) => ({ ...lane, name }))
  const alike = wholeRun('a', {
    about: {},
    experiment: { ...exampleExperiment, mode: 'interleaved', lanes },
    events: [],
  })
  const said = confidences([alike], ['A'], 'en')
  expect(said[0]).toMatchObject({ subject: 'A · same (queue)', against: 'same (http)' })
  expect(laneDifferences([alike, alike], 'en').map(({ name }) => name)).toEqual(['same (http)', 'same (queue)'])
})
