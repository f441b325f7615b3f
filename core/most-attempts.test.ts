import { expect, test } from 'vitest'
import { mostAttempts } from './most-attempts.ts'
import { parseExperiment } from './parse-experiment.ts'

function mostIn(lane: object): Record<string, number> {
  const parsed = parseExperiment({ v: 1, lanes: [{ id: 'a', ...lane }] })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return mostAttempts(parsed.experiment.lanes[0]?.call as Parameters<typeof mostAttempts>[0])
}

const retry = (attempts: number) => ({ retry: { attempts, on: ['unreachable' as const] } })
const http = { protocol: 'http' } as const

test('three layers of three attempts: aᵏ at each depth', () => {
  const deepest = { ...http, policy: retry(3), to: { name: 'c' } }
  const calls = [{ ...http, policy: retry(3), to: { name: 'b', calls: [deepest] } }]
  expect(mostIn({ ...http, policy: retry(3), service: { name: 'a', calls } })).toEqual({
    e1: 3,
    'e1.1': 9,
    'e1.1.1': 27,
  })
})

test('calls of one order count, and so does each copy of a hedge', () => {
  const hedged = { ...http, policy: { hedge: { afterMs: 20, most: 2 } }, to: { name: 'b' } }
  const calls = [{ parallel: [{ ...hedged, count: 10 }] }, { ...http, to: { name: 'c' } }]
  expect(mostIn({ ...http, policy: retry(2), service: { name: 'a', calls } })).toEqual({ e1: 2, 'e1.1': 60, 'e1.2': 2 })
})

test('without policies an order arrives as often as it is called for', () => {
  expect(mostIn(http)).toEqual({ e1: 1 })
})
