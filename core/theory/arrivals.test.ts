import { describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { dispersionOf, rateOf } from './arrivals.ts'
import { holds } from './interval.ts'

const untilS = 200
const windows = { windowS: 0.5, untilS }

/** @param gapS from a number in [0, 1) */
function arrivals(seed: number, gapS: (u: number) => number): number[] {
  const random = createRandom(seed)
  const atS: number[] = []
  for (let at = gapS(random.next()); at < untilS; at += gapS(random.next())) atS.push(at)
  return atS
}

describe('a Poisson process of 40 a second', () => {
  const runs = Array.from({ length: 200 }, (_, seed) => arrivals(seed, (u) => -Math.log(1 - u) / 40))

  test('has its rate in the interval as often as it says', () => {
    const inside = runs.filter((atS) => holds(40, rateOf(atS.length, untilS).interval)).length
    expect(inside).toBeGreaterThanOrEqual(180)
    expect(inside).toBeLessThan(200)
  })

  test('has counts that vary as much as they are large', () => {
    const inside = runs.filter((atS) => holds(1, dispersionOf(atS, windows).interval)).length
    expect(inside).toBeGreaterThanOrEqual(180)
    expect(inside).toBeLessThan(200)
  })
})

test('a metronome is no Poisson process, and neither are pairs', () => {
  expect(
    dispersionOf(
      arrivals(1, () => 1 / 40),
      windows,
    ).interval.high,
  ).toBeLessThan(0.1)
  const pairs = arrivals(1, (u) => -Math.log(1 - u) / 20).flatMap((at) => [at, at])
  expect(dispersionOf(pairs, windows).interval.low).toBeGreaterThan(1.5)
})

test('one window has no variance', () => {
  expect(() => dispersionOf([0.1], { windowS: 1, untilS: 1 })).toThrow('two windows')
})
