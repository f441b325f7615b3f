import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Progress } from './progress.ts'

it('never says that something is done that is not, and in the end that all is', () => {
  const shuffled = fc.integer({ min: 1, max: 20 }).chain((count) =>
    fc.shuffledSubarray(
      Array.from({ length: count }, (_, offset) => offset),
      { minLength: count, maxLength: count },
    ),
  )
  fc.assert(
    fc.property(shuffled, (finishing) => {
      const progress = new Progress()
      for (let offset = 0; offset < finishing.length; offset++) expect(progress.take(BigInt(offset))).toBe(true)
      const done = new Set<number>()
      let committed = 0
      for (const offset of finishing) {
        done.add(offset)
        const next = progress.done(BigInt(offset))
        if (next === null) continue
        expect(Number(next)).toBeGreaterThan(committed)
        committed = Number(next)
        for (let before = 0; before < committed; before++) expect(done).toContain(before)
      }
      expect(committed).toBe(finishing.length)
    }),
  )
})

it('takes nothing that it has taken already', () => {
  const progress = new Progress()
  expect(progress.take(3n)).toBe(true)
  expect(progress.take(3n)).toBe(false)
  expect(progress.take(4n)).toBe(true)
  expect(progress.done(4n)).toBe(null)
  expect(progress.done(3n)).toBe(5n)
  expect(progress.take(4n)).toBe(false)
})
