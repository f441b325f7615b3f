import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  acknowledgedOf,
  backlogOf,
  cell,
  completedOf,
  doneThoughToldFailed,
  Ledger,
  promisedButLost,
  sentOf,
  type Work,
  workOf,
  works,
} from './ledger.ts'
import { type OutcomeKind, outcomeKinds, type Verdict, verdictOf, verdicts } from './outcome.ts'

interface ModelOrder {
  sent: boolean
  verdict: Verdict
  executions: number
  deadLettered: boolean
  discarded: boolean
  lost: boolean
  committed: boolean
}

function modelWork(order: ModelOrder): Work {
  if (order.executions > 0) return 'completed'
  if (order.deadLettered) return 'dead-lettered'
  if (order.discarded || order.verdict === 'refused') return 'discarded'
  return order.lost ? 'lost' : 'backlog'
}

type Step =
  | { do: 'sent' | 'executed' | 'committed' | 'discard' | 'deadLetter'; seq: number }
  | { do: 'verdict'; seq: number; kind: OutcomeKind }
  | { do: 'settleLost' }

const seq = fc.nat({ max: 2100 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('sent' as const, 'executed' as const), seq }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('committed' as const), seq }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('discard' as const, 'deadLetter' as const), seq }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('verdict' as const), seq, kind: fc.constantFrom(...outcomeKinds) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settleLost' as const) }) },
)

describe('Ledger', () => {
  test('whatever the order of events, the table is that of a plain list of orders and adds up to sent', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat({ max: 5 })), { maxLength: 200 }), (steps) => {
        const ledger = new Ledger({ database: true })
        const model = new Map<number, ModelOrder>()
        for (const [wide, near] of steps) {
          // Half of the steps meet on a few orders, so that states collide.
          const one: Step = 'seq' in wide && wide.seq % 2 === 0 ? { ...wide, seq: near } : wide
          if (one.do === 'settleLost') {
            ledger.settleLost()
            for (const order of model.values()) if (order.sent && modelWork(order) === 'backlog') order.lost = true
            continue
          }
          const fresh = { sent: false, verdict: 'pending' as const, executions: 0 }
          const order = model.get(one.seq) ?? {
            ...fresh,
            deadLettered: false,
            discarded: false,
            lost: false,
            committed: false,
          }
          model.set(one.seq, order)
          if (one.do === 'sent') {
            ledger.sent(one.seq)
            order.sent = true
          } else if (one.do === 'executed') {
            expect(ledger.executed(one.seq)).toBe(order.executions === 0)
            order.executions++
          } else if (one.do === 'verdict') {
            ledger.verdict(one.seq, one.kind)
            if (order.verdict === 'pending') order.verdict = verdictOf(one.kind)
          } else if (one.do === 'committed') {
            ledger.committed(one.seq)
            order.committed = true
          } else if (one.do === 'discard') {
            ledger.discard(one.seq)
            order.discarded = true
          } else {
            ledger.deadLetter(one.seq)
            order.deadLettered = true
          }
        }
        const counts = ledger.counts()
        const sent = [...model.values()].filter((order) => order.sent)
        for (const verdict of verdicts) {
          for (const work of works) {
            const expected = sent.filter((order) => order.verdict === verdict && modelWork(order) === work).length
            expect(cell(counts, verdict, work)).toBe(expected)
          }
        }
        expect(sentOf(counts)).toBe(sent.length)
        expect(ledger.sentCount).toBe(sent.length)
        expect(ledger.backlog).toBe(backlogOf(counts))
        const told = sent.filter(({ verdict }) => verdict !== 'pending')
        expect(counts.ghosts).toBe(told.filter((order) => order.executions > 0 && !order.committed).length)
        const undone = sent.filter((order) => ['lost', 'discarded'].includes(modelWork(order)))
        expect(counts.committedButLost).toBe(undone.filter(({ committed }) => committed).length)
        const repeats = [...model.values()].reduce((sum, order) => sum + Math.max(0, order.executions - 1), 0)
        expect(counts.duplicated).toBe(repeats)
      }),
    )
  })

  test('a record that overtakes the sending is not forgotten', () => {
    const ledger = new Ledger()
    ledger.executed(0)
    ledger.verdict(0, 'ok')
    expect(sentOf(ledger.counts())).toBe(0)
    ledger.sent(0)
    expect(ledger.order(0)).toEqual({ verdict: 'acknowledged', work: 'completed' })
  })

  test('a refused order is discarded at once; done after all, it is done though told failed', () => {
    const ledger = new Ledger()
    ledger.sent(0)
    ledger.verdict(0, 'unreachable')
    expect(cell(ledger.counts(), 'refused', 'discarded')).toBe(1)
    expect(backlogOf(ledger.counts())).toBe(0)
    ledger.executed(0)
    expect(doneThoughToldFailed(ledger.counts())).toBe(1)
  })

  test('a timeout leaves the caller not knowing; the work stays backlog until it is done', () => {
    const ledger = new Ledger()
    ledger.sent(0)
    ledger.verdict(0, 'timeout')
    expect(cell(ledger.counts(), 'unknown', 'backlog')).toBe(1)
    ledger.executed(0)
    expect(doneThoughToldFailed(ledger.counts())).toBe(1)
  })

  test('only what was acknowledged and never executed is promised but lost', () => {
    const ledger = new Ledger()
    for (const seqOfOrder of [0, 1, 2]) ledger.sent(seqOfOrder)
    ledger.verdict(0, 'ok')
    ledger.verdict(1, 'ok')
    ledger.verdict(2, 'timeout')
    ledger.executed(1)
    expect(ledger.settleLost()).toBe(2)
    const counts = ledger.counts()
    expect([promisedButLost(counts), workOf(counts, 'lost'), completedOf(counts)]).toEqual([1, 2, 1])
    expect(acknowledgedOf(counts)).toBe(2)
  })

  test('an order that was done and not yet committed is a ghost only when its caller is gone', () => {
    const ledger = new Ledger({ database: true })
    ledger.sent(0)
    ledger.executed(0)
    expect(ledger.counts().ghosts).toBe(0)
    ledger.verdict(0, 'reset')
    expect(ledger.counts()).toMatchObject({ ghosts: 1, committedButLost: 0 })
    ledger.committed(0)
    expect(ledger.counts()).toMatchObject({ ghosts: 0, committedButLost: 0 })
  })

  test('what was committed is lost when nobody holds it any more, whatever its caller was told', () => {
    const ledger = new Ledger({ database: true })
    for (const [seqOfOrder, told] of (['ok', 'reset', 'unreachable'] as const).entries()) {
      ledger.sent(seqOfOrder)
      ledger.committed(seqOfOrder)
      ledger.verdict(seqOfOrder, told)
    }
    ledger.sent(3)
    ledger.verdict(3, 'reset')
    expect(ledger.counts().committedButLost).toBe(1)
    ledger.settleLost()
    expect(ledger.counts()).toMatchObject({ ghosts: 0, committedButLost: 3 })
    ledger.executed(0)
    expect(ledger.counts()).toMatchObject({ ghosts: 0, committedButLost: 2 })
  })

  test('where there is no database, nothing is said of it', () => {
    const ledger = new Ledger()
    ledger.sent(0)
    ledger.executed(0)
    ledger.verdict(0, 'reset')
    expect(ledger.counts()).toMatchObject({ ghosts: null, committedButLost: null })
  })

  test('reordered counts each order once, and only where order is promised', () => {
    const unordered = new Ledger()
    for (const seqOfOrder of [2, 1, 0]) unordered.started(seqOfOrder)
    expect(unordered.counts().reordered).toBeNull()
    const ordered = new Ledger({ orderKeys: 1 })
    for (const seqOfOrder of [0, 2, 1, 1, 3, 2]) ordered.started(seqOfOrder)
    expect(ordered.counts().reordered).toBe(1)
  })

  test('a sequence number that cannot be ours takes no memory and counts as outside', () => {
    const ledger = new Ledger({ maxOrders: 10 })
    expect(ledger.executed(999_999_999)).toBe(false)
    expect(ledger.executed(-1)).toBe(false)
    ledger.sent(10)
    ledger.outside()
    expect(ledger.counts().outside).toBe(3)
    expect(sentOf(ledger.counts())).toBe(0)
    ledger.sent(9)
    expect(sentOf(ledger.counts())).toBe(1)
  })

  test('grows with the orders', () => {
    const ledger = new Ledger()
    for (let i = 0; i < 5000; i++) ledger.sent(i)
    expect(sentOf(ledger.counts())).toBe(5000)
  })
})
