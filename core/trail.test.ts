import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endings } from './ending.ts'
import { fateOf, settleTrail } from './fate.ts'
import { type RecordKind, recordKinds } from './journal.ts'
import { Ledger, works } from './ledger.ts'
import { lifeOf } from './life.ts'
import { actorLabel, endingSentence, stepLabel } from './life-text.ts'
import { findOrders, type OrderQuery } from './order-query.ts'
import { outcomeKinds, verdicts } from './outcome.ts'
import { Trail } from './trail.ts'
import { decodeTrail, encodeTrail } from './trail-code.ts'

type Said = { kind: RecordKind | 'settle'; seq: number; outcome: (typeof outcomeKinds)[number]; subscriber: number }

/** As the coordinator joins records: the ledger and the trail, told the same. */
function told(said: readonly Said[], { subscribers = 1, consumed = false, maxRecords = 1e6 } = {}) {
  const ledger = new Ledger({ subscribers, database: true })
  const trail = new Trail({ subscribers, consumed, originUs: 100, maxRecords })
  const sent = new Set<number>()
  let tUs = 1000
  for (const { kind, seq, outcome, subscriber } of said) {
    tUs += 10
    if (kind === 'settle') {
      ledger.settleLost()
      settleTrail(trail, tUs)
      continue
    }
    if (kind === 'sent') {
      if (sent.has(seq)) continue
      sent.add(seq)
      ledger.sent(seq)
    } else if (kind === 'verdict') {
      if (sent.has(seq)) ledger.verdict(seq, outcome)
    } else if (kind === 'executed') {
      if (sent.has(seq)) ledger.executed(seq, subscriber)
    } else if (kind === 'dead-lettered' && sent.has(seq)) ledger.deadLetter(seq)
    else if (kind === 'committed' && sent.has(seq)) ledger.committed(seq)
    trail.add({ kind, seq, tUs, intendedUs: kind === 'sent' ? tUs - 7 : 0, outcome, n: seq % 3, subscriber })
  }
  return { ledger, trail }
}

const SUBSCRIBERS = 3
const said = fc.array(
  fc.record<Said>({
    kind: fc.constantFrom('sent', 'sent', 'verdict', 'executed', 'executed', 'committed', 'settle', ...recordKinds),
    seq: fc.nat(12),
    outcome: fc.constantFrom(...outcomeKinds),
    subscriber: fc.nat(SUBSCRIBERS - 1),
  }),
  { maxLength: 120 },
)
const subscribers = fc.constantFrom(1, 2, SUBSCRIBERS)
const one = (all: readonly Said[], of: number) => all.map((it) => ({ ...it, subscriber: it.subscriber % of }))
const everything: OrderQuery = {
  lanes: null,
  verdicts: null,
  works: null,
  duplicated: false,
  committed: null,
  limit: 1000,
  after: null,
}

describe('the trail and the ledger say the same', () => {
  test('of every order its cell, over all orders the table, whatever was recorded in whatever order', () => {
    fc.assert(
      fc.property(said, subscribers, (all, of) => {
        const { ledger, trail } = told(one(all, of), { subscribers: of })
        const lives = Array.from({ length: trail.orders }, (_, seq) => lifeOf(trail, 'a', seq))
        for (const [seq, life] of lives.entries()) {
          const cell = life && { verdict: life.verdict, work: life.work }
          expect(cell).toEqual(ledger.order(seq))
        }
        const counts = ledger.counts()
        const page = findOrders(new Map([['a', trail]]), everything)
        const cells = verdicts.flatMap((verdict) =>
          works.map((work) => page.orders.filter((line) => line.verdict === verdict && line.work === work).length),
        )
        expect(cells).toEqual(counts.cells)
        expect(page.orders.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(counts.duplicated)
        expect(page.duplicates).toBe(counts.duplicated)
        expect(page.orders.filter(({ duplicates }) => duplicates > 0)).toHaveLength(counts.repeated ?? Number.NaN)
        const matched = (asked: Partial<OrderQuery>) =>
          findOrders(new Map([['a', trail]]), { ...everything, ...asked }).matched
        expect(
          matched({ verdicts: ['acknowledged', 'refused', 'unknown'], works: ['completed'], committed: false }),
        ).toBe(counts.ghosts)
        expect(matched({ works: ['lost', 'discarded'], committed: true })).toBe(counts.committedButLost)
      }),
    )
  })

  test('steps are in the order of time, counted from when the order was due, and every ending has its words', () => {
    fc.assert(
      fc.property(said, fc.boolean(), (all, consumed) => {
        const { trail } = told(one(all, 1), { consumed })
        for (let seq = 0; seq < trail.orders; seq++) {
          const life = lifeOf(trail, 'a', seq)
          if (!life) continue
          expect(life.steps[0]).toEqual({ atUs: 0, what: 'due', by: 'caller' })
          expect(life.steps[1]).toMatchObject({ atUs: 7, what: 'sent', by: 'caller' })
          const times = life.steps.map(({ atUs }) => atUs)
          expect(times).toEqual(times.toSorted((a, b) => a - b))
          for (const locale of ['ko', 'en'] as const) {
            expect(endingSentence(life.ended, locale)).toMatch(/\.$/)
            for (const step of life.steps) {
              expect(stepLabel(step.what, locale)).not.toBe('')
              expect(actorLabel(step.by, locale, step.subscriber)).not.toBe('')
            }
          }
        }
      }),
    )
  })
})

describe('as bytes', () => {
  test('what was kept is what was there', () => {
    fc.assert(
      fc.property(said, subscribers, fc.integer({ min: 1, max: 60 }), (all, of, maxRecords) => {
        const { trail } = told(one(all, of), { subscribers: of, maxRecords })
        const kept = decodeTrail(encodeTrail(trail))
        expect([...kept.all()]).toEqual([...trail.all()])
        const { endsAt, orders, originUs, consumed } = trail
        expect(kept).toMatchObject({ subscribers: of, endsAt, orders, originUs, consumed })
      }),
    )
  })

  test('cut off or of another version, they are refused', () => {
    const { trail } = told([{ kind: 'sent', seq: 0, outcome: 'ok', subscriber: 0 }])
    const bytes = encodeTrail(trail)
    expect(() => decodeTrail(bytes.subarray(0, -1))).toThrow('cut off')
    expect(() => decodeTrail(bytes.subarray(0, 9))).toThrow('cut off')
    expect(() => decodeTrail(new Uint8Array([99, 0, 0]))).toThrow('version 99')
  })
})

describe('with no room left', () => {
  test('it says from which order on it knows nothing, and what it still tells is whole', () => {
    fc.assert(
      fc.property(said, fc.integer({ min: 1, max: 60 }), (all, maxRecords) => {
        const { trail: bounded } = told(one(all, 1), { maxRecords })
        const { trail: whole } = told(one(all, 1))
        expect(bounded.count).toBeLessThanOrEqual(maxRecords)
        for (let seq = 0; seq < bounded.orders; seq++) expect(bounded.recordsOf(seq)).toEqual(whole.recordsOf(seq))
        const missing = Array.from({ length: whole.orders }, (_, seq) => whole.has(seq) && !bounded.has(seq))
        if (bounded.endsAt === null) expect(missing).not.toContain(true)
        else expect(missing.slice(0, bounded.endsAt)).not.toContain(true)
      }),
    )
  })

  test('orders that are in keep their room until they end', () => {
    const trail = new Trail({ subscribers: 1, consumed: false, maxRecords: 16 })
    const add = (kind: 'sent' | 'verdict' | 'executed', seq: number) =>
      trail.add({ kind, seq, tUs: 1, intendedUs: 1, outcome: 'ok', n: 0, subscriber: 0 })
    for (let seq = 0; seq < 20; seq++) add('sent', seq)
    expect(trail.endsAt).toBe(14)
    add('executed', 3)
    add('verdict', 3)
    expect(fateOf(trail.recordsOf(3), trail)).toMatchObject({ work: 'completed', verdict: 'acknowledged' })
    // Not one more record fits: an order whose life goes on cannot be told whole.
    add('executed', 9)
    expect(trail.endsAt).toBe(9)
  })
})

test('every ending is named once', () => {
  expect(new Set(endings).size).toBe(endings.length)
})
