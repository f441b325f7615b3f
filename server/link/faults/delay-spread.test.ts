import { describe, expect, it } from 'vitest'
import { spreadMs } from './delay-spread.ts'
import { swing } from './delay-swing.ts'

const POINTS = 200_000

function momentsOf(distribution: 'uniform' | 'normal' | 'lognormal' | 'pareto') {
  const delays = Array.from({ length: POINTS }, (_, i) =>
    spreadMs({ distribution, meanMs: 100, jitterMs: 20 }, (i + 0.5) / POINTS),
  )
  const mean = delays.reduce((sum, ms) => sum + ms, 0) / POINTS
  const deviation = Math.sqrt(delays.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / POINTS)
  return { mean, deviation, least: delays[0] as number, most: delays.at(-1) as number }
}

describe('distributions of a delay', () => {
  it.each(['normal', 'lognormal', 'pareto'] as const)(
    '%s has the mean and the standard deviation it is given',
    (of) => {
      const { mean, deviation } = momentsOf(of)
      expect(mean).toBeCloseTo(100, 0)
      expect(Math.abs(deviation - 20)).toBeLessThan(1)
    },
  )

  it('uniform is ± its jitter and no more', () => {
    const { mean, least, most } = momentsOf('uniform')
    expect(mean).toBeCloseTo(100, 3)
    expect([Math.round(least), Math.round(most)]).toEqual([80, 120])
  })

  it('the tails grow in the order of their names', () => {
    const longest = (['uniform', 'normal', 'lognormal', 'pareto'] as const).map((of) => momentsOf(of).most)
    expect(longest).toEqual([...longest].sort((a, b) => a - b))
  })

  it('without jitter there is nothing to spread, and below 0 nothing to be late by', () => {
    expect(spreadMs({ distribution: 'pareto', meanMs: 100, jitterMs: 0 }, 0.99)).toBe(100)
    expect(spreadMs({ distribution: 'lognormal', meanMs: 0, jitterMs: 20 }, 0.99)).toBe(0)
  })
})

describe('shapes over time', () => {
  it.each([
    ['flat', [0, 0, 0, 0]],
    ['sine', [0, 1, 0, -1]],
    ['square', [1, 1, -1, -1]],
    ['saw', [-1, -0.5, 0, 0.5]],
    ['triangle', [-1, 0, 1, 0]],
  ] as const)('%s at the quarters of its period, and the same in the next one', (shape, expected) => {
    for (const periods of [0, 7])
      expect([0, 0.25, 0.5, 0.75].map((at) => Number(swing(shape, periods + at).toFixed(9)) + 0)).toEqual(expected)
  })
})
