import { describe, expect, test } from 'vitest'
import { encoded } from './any-run.fixture.ts'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { recent } from './lane-bins.ts'
import { createRunView, foldEvents, type LaneView } from './run-view.ts'

/** The lane of a run in which frames came at these ticks, each with two answers. */
function laneAfter(ticks: number[]): LaneView {
  const view = createRunView(exampleExperiment)
  foldEvents(view, [
    { seq: 1, atUs: 0, type: 'state', state: { is: 'running' } },
    ...ticks.map((tick, i) => ({
      ...{ seq: i + 2, atUs: 0, type: 'frame' as const },
      frame: frameAt(tick, { http: laneFrame({ outcomes: { ok: 2 }, hist: { caller: encoded(tick * 1000 + 1) } }) }),
    })),
  ])
  return view.lanes.http as LaneView
}

describe('recent', () => {
  test('is the last complete seconds; the second under way does not count', () => {
    const lane = laneAfter([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const last = recent(lane, 1)
    expect([last.n, last.okRps, last.completedRps, last.seconds]).toEqual([4, 8, 0, 1])
    expect(last.caller.minUs).toBe(4001)
    expect(recent(lane, 10)).toMatchObject({ n: 8, okRps: 8, seconds: 2 })
  })

  test('without a complete second there is nothing', () => {
    expect(recent(laneAfter([0, 1]), 5)).toMatchObject({ n: 0, okRps: 0, seconds: 0 })
    expect(recent(laneAfter([]), 5)).toMatchObject({ n: 0, seconds: 0 })
  })

  test('a hole lowers no rate', () => {
    expect(recent(laneAfter([0, 1, 2, 3, 8, 9, 10, 11]), 3)).toMatchObject({ okRps: 8, seconds: 2 })
  })
})
