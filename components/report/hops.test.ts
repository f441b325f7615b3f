import { expect, test } from 'vitest'
import { reportWords } from '#components/text/report-words.ts'
import { exampleExperiment, frameAt, laneFrame } from '#core/example.fixture.ts'
import { Histogram } from '#core/histogram.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { createRunView, foldEvent } from '#core/run-view.ts'
import { hopTable } from './hops.ts'

const speech = { locale: 'en', report: reportWords.en } as const
const policy = { retry: { attempts: 3, on: ['unreachable' as const] } }
const call = { protocol: 'grpc' as const, policy, to: { name: 'stock' } }

test('every edge is a line: how often an order was sent there, beside the most it can be', () => {
  const parsed = parseExperiment({
    v: 1,
    lanes: [{ id: 'shop', name: 'shop', protocol: 'http', policy, service: { name: 'gateway', calls: [call] } }],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  const view = createRunView(parsed.experiment)
  const took = new Histogram()
  took.record(20_000)
  const none = { executed: 1, inFlight: 0, active: 0, queued: 0, bytesByLeg: {} }
  const edges = {
    e1: { ...none, calls: 2, attempts: 2, outcomes: { ok: 2 }, hist: {} },
    'e1.1': { ...none, calls: 2, attempts: 5, outcomes: { ok: 1, error: 1 }, hist: { call: took.encode() } },
  }
  const frame = frameAt(0, { shop: laneFrame({ sent: 2, edges }) })
  foldEvent(view, { seq: 1, atUs: 0, type: 'frame', frame })
  const rows = hopTable(view, speech)?.rows.map(({ name, cells }) => [name, ...cells.map(({ text }) => text)])
  expect(rows).toEqual([
    ['shop · e1 gateway', '1', '3', '0', '0', '0', '0', '–', '–'],
    ['shop · e1.1 stock', '2.50', '9', '1', '0', '0', '0', '20', '20'],
  ])
})

test('without services that call services there is no such table', () => {
  expect(hopTable(createRunView(exampleExperiment), speech)).toBeNull()
})
