import { expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import { createRunView, foldEvent } from '#core/run-view.ts'
import { csvOf } from './csv.ts'

test('a row a lane and second, as RFC 4180 has it', () => {
  const view = createRunView(exampleExperiment)
  const caller = new Histogram()
  caller.record(100)
  for (let tick = 0; tick < 8; tick++) {
    const http = laneFrame({ offered: 1, sent: 1, outcomes: { ok: 1 }, hist: { caller: caller.encode() }, backlog: 2 })
    const frame = frameAt(tick, { http })
    foldEvent(view, { seq: tick + 1, atUs: frame.toUs, type: 'frame', frame })
  }
  const [head, ...rows] = csvOf(view).trimEnd().split('\r\n')
  expect(head?.split(',').slice(0, 3)).toEqual(['lane', 'second', 'offered'])
  expect(rows).toEqual(['http,0,4,4,4,0,0,4,0.1,0.1,,,0,2', 'http,1,4,4,4,0,0,4,0.1,0.1,,,0,2'])
})
