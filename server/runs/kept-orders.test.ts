import { expect, test } from 'vitest'
import type { OutcomeKind } from '#core/outcome.ts'
import { Trail, type TrailKind } from '#core/trail.ts'
import { keptOrders } from './kept-orders.ts'

type Step = TrailKind | `told ${OutcomeKind}`

function trailOf(orders: Record<number, Step[]>): Trail {
  const trail = new Trail({ subscribers: 1, consumed: true })
  const add = (seq: number, kind: TrailKind, outcome: OutcomeKind = 'ok') =>
    trail.add({ kind, seq, tUs: 1, intendedUs: 0, outcome, n: 0, subscriber: 0 })
  for (const [seq, steps] of Object.entries(orders)) {
    add(Number(seq), 'sent')
    for (const step of steps)
      if (step.startsWith('told ')) add(Number(seq), 'verdict', step.slice('told '.length) as OutcomeKind)
      else add(Number(seq), step as TrailKind)
  }
  return trail
}

const well: Step[] = ['committed', 'told ok', 'executed']

test('some of every number of the ledger, however late in the run they came', () => {
  const wrong: Record<number, Step[]> = {
    50: ['committed', 'told ok', 'lost'],
    51: ['told ok', 'executed'], // a ghost
    52: ['committed', 'told ok', 'executed', 'executed'], // done again
    53: ['told timeout', 'executed'],
    54: ['told overloaded'],
    55: ['committed', 'told overloaded'], // in the database, and nobody will do it
    56: ['told ok', 'dead-lettered'],
    57: [],
    // The same cells as before, committed otherwise.
    58: ['told ok', 'lost'],
  }
  const orders = Object.fromEntries(Array.from({ length: 70 }, (_, seq) => [seq, wrong[seq] ?? well]))
  const kept = keptOrders(trailOf(orders)).toSorted((a, b) => a - b)
  expect(kept).toEqual([0, 1, 2, 3, 4, 50, 51, 52, 53, 54, 55, 56, 57, 58])
})

test('the first of each before the second of any: what has no room is missed by all of them alike', () => {
  const orders = { 0: well, 1: well, 2: well, 3: ['told timeout'], 4: ['told timeout'], 5: ['told timeout'] } as const
  const trail = trailOf(orders as unknown as Record<number, Step[]>)
  expect(keptOrders(trail, 2)).toEqual([0, 3, 1, 4])
  expect(keptOrders(trailOf({}))).toEqual([])
})
