import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Admission, type Ask, type Ticket } from './admission.ts'

const room = { budget: 10, atOnce: 4, waiting: 3 }

function run(cost: number, alone = false) {
  const seen = { on: false, positions: [] as number[], company: [] as number[] }
  const ask: Ask = {
    cost,
    alone,
    onTurn: () => {
      seen.on = true
    },
    onPosition: (position) => seen.positions.push(position),
    onCompany: (others) => seen.company.push(others),
  }
  return { ask, seen }
}

test('what fits the budget runs at once, the rest waits its turn and is told where it stands', () => {
  const admission = new Admission(room)
  const [a, b, c, d] = [run(6), run(4), run(1), run(1)]
  const tickets = [a, b, c, d].map(({ ask }) => admission.request(ask) as Ticket)
  expect([a, b, c, d].map(({ seen }) => seen.on)).toEqual([true, true, false, false])
  expect([c.seen.positions, d.seen.positions]).toEqual([[1], [2]])
  tickets[1]?.release()
  expect([c.seen.on, d.seen.on]).toEqual([true, true])
  expect(a.seen.company).toEqual([0, 1, 0, 1, 2])
})

test('nobody overtakes: a small one behind a large one waits with it', () => {
  const admission = new Admission(room)
  const [a, large, small] = [run(6), run(9), run(1)]
  const first = admission.request(a.ask)
  admission.request(large.ask)
  admission.request(small.ask)
  expect([large.seen.on, small.seen.on]).toEqual([false, false])
  first?.release()
  expect([large.seen.on, small.seen.on]).toEqual([true, true])
})

test('what is compared runs alone, and so does what is over the budget by itself', () => {
  const admission = new Admission(room)
  const [a, alone, huge] = [run(1), run(1, true), run(99)]
  const first = admission.request(a.ask)
  const second = admission.request(alone.ask)
  admission.request(huge.ask)
  expect(alone.seen.on).toBe(false)
  first?.release()
  expect([alone.seen.on, huge.seen.on]).toEqual([true, false])
  second?.release()
  expect(huge.seen.on).toBe(true)
})

test('a full line refuses; who leaves it makes room, and those behind move up', () => {
  const admission = new Admission(room)
  const runs = Array.from({ length: 5 }, () => run(10))
  const tickets = runs.map(({ ask }) => admission.request(ask))
  expect(tickets.map((ticket) => ticket === null)).toEqual([false, false, false, false, true])
  tickets[1]?.release()
  expect(runs[2]?.seen.positions).toEqual([2, 1])
  expect(admission.request(run(10).ask)).not.toBeNull()
})

test('whatever comes and goes: the budget holds, nobody waits while the lab is empty, turns come in order', () => {
  const step = fc.oneof(
    fc.record({ cost: fc.integer({ min: 1, max: 15 }), alone: fc.boolean() }),
    fc.record({ release: fc.nat({ max: 30 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const admission = new Admission(room)
      const all: { cost: number; alone: boolean; ticket: Ticket | null; over: boolean; on: boolean }[] = []
      const turns: number[] = []
      for (const one of steps) {
        if ('release' in one) {
          const known = all[one.release]
          if (known) known.over = true
          known?.ticket?.release()
        } else {
          const entry: (typeof all)[number] = { ...one, ticket: null, over: false, on: false }
          const number = all.push(entry) - 1
          const onTurn = () => {
            entry.on = true
            turns.push(number)
          }
          entry.ticket = admission.request({ ...one, onTurn, onPosition: () => {}, onCompany: () => {} })
        }
        const on = all.filter((entry) => entry.on && !entry.over)
        const spent = on.reduce((sum, { cost }) => sum + cost, 0)
        expect(on.length <= 1 || spent <= room.budget).toBe(true)
        expect(on.length <= 1 || on.every(({ alone }) => !alone)).toBe(true)
        if (admission.waiting > 0) expect(on.length).toBeGreaterThan(0)
      }
      expect(turns).toEqual(turns.toSorted((a, b) => a - b))
    }),
  )
})
