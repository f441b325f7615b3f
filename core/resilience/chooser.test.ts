import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balances } from '../policy.ts'
import { createRandom } from '../random.ts'
import { Chooser } from './chooser.ts'

describe('a chooser', () => {
  test('counts what it has given out, and every choice is a replica', () => {
    const anyRun = fc.array(fc.oneof(fc.constant('take' as const), fc.nat(50)), { maxLength: 200 })
    fc.assert(
      fc.property(fc.constantFrom(...balances), fc.integer({ min: 1, max: 6 }), anyRun, (balance, replicas, steps) => {
        const chooser = new Chooser(balance, replicas, createRandom(7))
        const out: number[] = []
        for (const step of steps) {
          if (step === 'take') {
            const least = Math.min(...chooser.inFlight)
            const chosen = chooser.take()
            if (balance === 'least-in-flight') expect(out.filter((replica) => replica === chosen)).toHaveLength(least)
            out.push(chosen)
          } else {
            const [done] = out.splice(step % Math.max(1, out.length), 1)
            if (done !== undefined) chooser.done(done)
          }
          const counted = Array.from({ length: replicas }, (_, at) => out.filter((replica) => replica === at).length)
          expect(chooser.inFlight).toEqual(counted)
        }
      }),
    )
  })

  test('in turn, each is asked as often', () => {
    const chooser = new Chooser('round-robin', 3, createRandom(1))
    expect([1, 2, 3, 4].map(() => chooser.take())).toEqual([0, 1, 2, 0])
  })

  test('with nothing given back, two choices come out far more even than one by chance', () => {
    const [replicas, orders] = [50, 5000]
    const chooser = new Chooser('two-choices', replicas, createRandom(3))
    for (let n = 0; n < orders; n++) chooser.take()
    const random = createRandom(3)
    const byChance = new Array<number>(replicas).fill(0)
    for (let n = 0; n < orders; n++) {
      const at = Math.floor(random.next() * replicas)
      byChance[at] = (byChance[at] as number) + 1
    }
    const above = (counts: readonly number[]) => Math.max(...counts) - orders / replicas
    // ln ln n / ln 2 + O(1) above the mean, against some √(2 · mean · ln n).
    expect(above(chooser.inFlight)).toBeLessThanOrEqual(4)
    expect(above(byChance)).toBeGreaterThan(10)
  })
})
