import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from './example.fixture.ts'
import { mergeFrames } from './frames.ts'
import { type LogGroup, type LogState, type LogTopic, lagIn, lagOf } from './log-state.ts'
import { createRunView, foldEvents } from './run-view.ts'
import { summarizeLane } from './summary.ts'

const group = (committed: (number | null)[]): LogGroup => ({
  name: 'group-0',
  committed,
  members: 1,
  generation: 1,
  rebalances: [],
})
const topic = (ends: number[], committed: (number | null)[]): LogTopic => ({
  name: 'orders',
  ends,
  groups: [group(committed)],
})
const log = (end: number): LogState => ({ topics: [topic([end], [0])], deduplicated: 0 })

test('the lag is what lies between a commit and the end; all there is where nothing was committed', () => {
  const found = topic([10, 5, 3], [4, null, 3])
  const [of] = found.groups as [LogGroup]
  expect([0, 1, 2].map((partition) => lagIn(found, of, partition))).toEqual([6, 5, 0])
  expect(lagOf(found, of)).toBe(11)
  // Read a moment later than the ends, a commit may be ahead of them.
  expect(lagOf(topic([3], [4]), group([4]))).toBe(0)
})

describe('in a run', () => {
  const told = [
    frameAt(0, { http: laneFrame({ logs: { e1: log(1) } }) }),
    frameAt(1, { http: laneFrame({}) }),
    frameAt(2, { http: laneFrame({ logs: { 'e1.1': log(7) } }) }),
  ] as const
  const logsOf = (frames: readonly (typeof told)[number][]) => {
    const view = createRunView(exampleExperiment)
    foldEvents(
      view,
      frames.map((frame, i) => ({ type: 'frame', frame, seq: i + 1, atUs: frame.toUs })),
    )
    return view.lanes.http && summarizeLane(view.lanes.http).logs
  }

  test('what was told last holds, each edge for itself', () => {
    expect(logsOf(told)).toEqual({ e1: log(1), 'e1.1': log(7) })
  })

  test('merged, frames say the same', () => {
    const [a, b, c] = told
    expect(logsOf([mergeFrames(mergeFrames(a, b), c)])).toEqual(logsOf(told))
  })
})
