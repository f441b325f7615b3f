import { describe, expect, it } from 'vitest'
import { exampleExperiment, frameAt } from '#core/example.fixture.ts'
import type { RunEventBody } from '#core/run.ts'
import { createRunView, foldEvent, type RunView } from '#core/run-view.ts'
import { labReading } from './lab-health.ts'

/** A run whose lab was busy for `busy` of its ten frames, calm in the last. */
function runOf(busy: number): RunView {
  const view = createRunView(exampleExperiment)
  const fold = (body: RunEventBody) => foldEvent(view, { seq: view.seq + 1, atUs: 0, ...body })
  fold({ type: 'state', state: { is: 'running' } })
  for (let tick = 0; tick < 10; tick++) {
    const frame = frameAt(tick, {})
    frame.lab = { cpu: 0.2, loopDelayP99Ms: { callers: tick < busy ? 900 : 3 } }
    fold({ type: 'frame', frame })
  }
  return view
}

const end = (view: RunView): RunView => {
  foldEvent(view, { seq: view.seq + 1, atUs: 0, type: 'state', state: { is: 'finished', stoppedByHand: false } })
  return view
}

describe('the health of the lab', () => {
  it('is unknown before the first frame', () => {
    expect(labReading(null)).toBeNull()
    expect(labReading(createRunView(exampleExperiment))).toBeNull()
  })

  it('is that of the newest frame while the run is on', () => {
    expect(labReading(runOf(9))).toEqual({ health: { cpu: 0.2, loopDelayP99Ms: { callers: 3 } }, bottleneck: false })
  })

  it('is the worst there was once the run is over, spoiled or not', () => {
    expect(labReading(end(runOf(9)))).toEqual({
      health: { cpu: 0.2, loopDelayP99Ms: { callers: 900 } },
      bottleneck: true,
    })
    expect(labReading(end(runOf(1)))).toMatchObject({ bottleneck: false })
  })
})
