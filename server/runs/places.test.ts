import { expect, test } from 'vitest'
import { type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import { placesOf } from './places.ts'

function placesIn(lane: Omit<ExperimentInput['lanes'][0], 'id'>) {
  const parsed = parseExperiment({ lanes: [{ id: 'a', ...lane }] })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return parsed.experiment.lanes.map(placesOf)[0]
}

test.each([
  [{ protocol: 'http' }, { callers: 'callers', service: 'services' }],
  [{ protocol: 'in-process' }, { callers: 'callers', service: 'callers' }],
  [
    { protocol: 'http', service: { cpu: true } },
    { callers: 'callers', service: 'services:a' },
  ],
  [
    { protocol: 'sqs', service: { idempotent: true } },
    { callers: 'callers', service: 'services:a' },
  ],
  [
    { protocol: 'sqs', publish: { strategy: 'outbox' } },
    { callers: 'callers:a', service: 'services' },
  ],
  [
    { protocol: 'in-process', service: { cpu: true } },
    { callers: 'callers:a', service: 'callers:a' },
  ],
] as const)('%j lives on %j', (lane, places) => {
  expect(placesIn(lane)).toMatchObject(places)
})

test('behind others, a service lives by itself where it blocks, and beside its caller where no wire lies between', () => {
  const service = {
    calls: [
      { protocol: 'grpc', to: { idempotent: true } },
      { protocol: 'tcp', to: { calls: [{ protocol: 'in-process', to: { cpu: true } }] } },
      { protocol: 'in-process' },
    ],
  }
  expect(placesIn({ protocol: 'http', service })?.services).toEqual([
    ...['services', 'services:a/e1.1', 'services:a/e1.2', 'services:a/e1.2', 'services'],
  ])
})
