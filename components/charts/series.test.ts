import { expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import { createRunView, foldEvent, type LaneView, type RunView } from '#core/run-view.ts'
import { goodputValues, loadEndUs } from './series.ts'

const US_PER_S = 1_000_000

/** A second each: how many were done in it, and how many were left at its end. */
function ran(seconds: [done: number, left: number][], loadS: number | null): RunView {
  const view = createRunView(exampleExperiment)
  let seq = 0
  seconds.forEach(([done, backlog], second) => {
    if (loadS !== null && second === Math.floor(loadS))
      foldEvent(view, { seq: ++seq, atUs: loadS * US_PER_S, type: 'state', state: { is: 'draining' } })
    const completion = new Histogram()
    for (let i = 0; i < done; i++) completion.record(1000)
    const frame = frameAt(0, { http: laneFrame({ backlog, hist: { completion: completion.encode() } }) })
    const times = { fromUs: second * US_PER_S, toUs: (second + 1) * US_PER_S }
    foldEvent(view, { seq: ++seq, atUs: times.toUs, type: 'frame', frame: { ...frame, ...times } })
  })
  return view
}

function goodput(seconds: [done: number, left: number][], loadS: number | null) {
  const view = ran(seconds, loadS)
  return goodputValues(view.lanes.http as LaneView, { seconds: seconds.length, toUs: loadEndUs(view) })
}

test('goodput ends with the last whole second that had load or work, and falls where there was either', () => {
  expect(
    goodput(
      [
        [20, 0],
        [0, 20],
        [20, 0],
        [1, 0],
      ],
      3,
    ),
    'the rest of what came',
  ).toEqual([20, 0, 20, null])
  expect(
    goodput(
      [
        [20, 30],
        [20, 30],
        [20, 10],
        [10, 0],
        [0, 0],
      ],
      2,
    ),
    'a backlog is worked off',
  ).toEqual([20, 20, 20, null, null])
  expect(
    goodput(
      [
        [20, 5],
        [0, 5],
        [0, 5],
      ],
      1,
    ),
    'what is stuck is shown',
  ).toEqual([20, 0, 0])
})

test('a second that was stopped in its middle is none; where no end is told all are', () => {
  expect(
    goodput(
      [
        [20, 0],
        [11, 0],
      ],
      1.5,
    ),
  ).toEqual([20, null])
  expect(
    goodput(
      [
        [20, 0],
        [19, 0],
      ],
      1.98,
    ),
  ).toEqual([20, 19])
  expect(
    goodput(
      [
        [20, 0],
        [3, 0],
      ],
      null,
    ),
  ).toEqual([20, 3])
})
