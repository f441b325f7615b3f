import { expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { createRunView, foldEvent } from '#core/run-view.ts'
import { summarize } from '#core/summary.ts'
import { reportLines } from './cli-text.ts'

test('a lane that took no part is told in the report, and why', () => {
  const view = createRunView(exampleExperiment)
  const detail = 'nobody answers at 127.0.0.1:1'
  foldEvent(view, { seq: 1, atUs: 0, type: 'lane-failed', lane: 'queue', detail, address: '127.0.0.1:1' })
  foldEvent(view, { seq: 2, atUs: 0, type: 'frame', frame: frameAt(0, { http: laneFrame({ sent: 1 }) }) })
  expect(reportLines(summarize(view))).toContainEqual(expect.stringMatching(/^queue took no part: .*127\.0\.0\.1:1/))
})
