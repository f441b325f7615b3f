import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, hash, uniform } from './random.ts'

describe('hash', () => {
  test('the same parts decide the same, and parts do not run into each other', () => {
    expect(hash(7, 'latency', 'http', 12, 1)).toBe(hash(7, 'latency', 'http', 12, 1))
    const different = [hash('a', 'bc'), hash('ab', 'c'), hash('abc'), hash(1), hash('1'), hash(1.5), hash(1, 0), hash()]
    expect(new Set(different).size).toBe(different.length)
  })

  test('is an unsigned 32-bit integer', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.double(), fc.maxSafeInteger())), (parts) => {
        const value = hash(...parts)
        expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true)
      }),
    )
  })

  test('one changed bit of a part changes about half of the bits', () => {
    let changed = 0
    const samples = 2000
    for (let i = 0; i < samples; i++) {
      let difference = hash(42, 'lane', i) ^ hash(42, 'lane', i ^ (1 << (i % 16)))
      for (; difference !== 0; difference &= difference - 1) changed++
    }
    expect(changed / samples).toBeGreaterThan(15.5)
    expect(changed / samples).toBeLessThan(16.5)
  })
})

describe.each([
  ['uniform', () => Array.from({ length: 20_000 }, (_, i) => uniform(3, 'fault', i))],
  [
    'createRandom',
    () => {
      const random = createRandom(3)
      return Array.from({ length: 20_000 }, () => random.next())
    },
  ],
])('%s', (_name, draw) => {
  test('repeats for the same seed', () => {
    expect(draw()).toEqual(draw())
  })

  test('fills [0, 1) evenly: chi-square over 100 bins', () => {
    const bins = new Array<number>(100).fill(0)
    for (const value of draw()) {
      const bin = Math.floor(value * 100)
      bins[bin] = (bins[bin] ?? Number.NaN) + 1
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)
    // 99 degrees of freedom: 99.9 % of even samples lie below 148.
    expect(chiSquare).toBeLessThan(148)
  })
})

test('different seeds give different streams', () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => createRandom(seed).next())
  expect(new Set(firsts).size).toBe(1000)
})
