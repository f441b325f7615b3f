import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bulkhead } from './bulkhead.ts'

type Step = { do: 'enter' } | { do: 'leave' } | { do: 'give-up'; which: number }

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('enter' as const) }),
  fc.record({ do: fc.constant('leave' as const) }),
  fc.record({ do: fc.constant('give-up' as const), which: fc.nat(10) }),
)

test('it is what a list of those inside and a list of those who wait say it is', () => {
  const sizes = fc.record({ concurrent: fc.integer({ min: 1, max: 4 }), queueLimit: fc.nat(4) })
  fc.assert(
    fc.property(sizes, fc.array(anyStep, { maxLength: 100 }), (spec, steps) => {
      const bulkhead = new Bulkhead(spec)
      const inside: number[] = []
      const waiting: { id: number; giveUp: () => void }[] = []
      let id = 0
      for (const step of steps) {
        if (step.do === 'enter') {
          const mine = id++
          const entered = bulkhead.enter(() => {
            // First in, first out.
            expect(waiting[0]?.id).toBe(mine)
            waiting.shift()
            inside.push(mine)
          })
          const expected =
            inside.length < spec.concurrent ? 'in' : waiting.length < spec.queueLimit ? 'waiting' : 'full'
          expect(entered.is).toBe(expected)
          if (entered.is === 'in') inside.push(mine)
          if (entered.is === 'waiting') waiting.push({ id: mine, giveUp: entered.giveUp })
        } else if (step.do === 'leave' && inside.length > 0) {
          inside.pop()
          bulkhead.leave()
        } else if (step.do === 'give-up' && waiting.length > 0) {
          const [left] = waiting.splice(step.which % waiting.length, 1)
          left?.giveUp()
        }
        expect([bulkhead.inside, bulkhead.waiting]).toEqual([inside.length, waiting.length])
        expect(inside.length).toBeLessThanOrEqual(spec.concurrent)
      }
    }),
  )
})
