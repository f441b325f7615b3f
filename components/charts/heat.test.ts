import { describe, expect, test } from 'vitest'
import { Histogram } from '#core/histogram.ts'
import type { LaneView } from '#core/run-view.ts'
import { CURVE_TICKS, curveOf, isSure, readAt } from './curve.ts'
import { HEAT_EDGES_MS, heatOf, mostIn, shadeOf, TABLE_EDGES_MS } from './heat.ts'

function histogramOf(...values: [ms: number, count: number][]): Histogram {
  const histogram = new Histogram()
  for (const [ms, count] of values) histogram.record(ms * 1000, count)
  return histogram
}
const laneOf = (...bins: (Histogram | undefined)[]) =>
  ({ bins: bins.map((caller) => caller && { caller }) }) as unknown as LaneView

describe('a heatmap', () => {
  test('counts every order once, whatever its bands are', () => {
    const caller = histogramOf([0.01, 2], [3, 40], [30, 7], [25_000, 1])
    for (const edges of [HEAT_EDGES_MS, TABLE_EDGES_MS]) {
      const [column] = heatOf(laneOf(caller), 1, edges)
      expect(column?.reduce((sum, [, count]) => sum + count, 0)).toBe(50)
      expect(column?.[0]).toEqual([0, 2])
      expect(column?.at(-1)).toEqual([edges.length - 2, 1])
    }
  })

  test('has bands whose edges hold what lies in them', () => {
    const [[[band] = [-1]] = []] = heatOf(laneOf(histogramOf([30, 7])), 1, TABLE_EDGES_MS)
    expect([TABLE_EDGES_MS[band], TABLE_EDGES_MS[band + 1]]).toEqual([20, 50])
    expect(TABLE_EDGES_MS.slice(0, 4)).toEqual([0.1, 0.2, 0.5, 1])
  })

  test('has an empty column for a second in which nothing was answered, and follows one that grows', () => {
    const growing = histogramOf([5, 1])
    const lane = laneOf(undefined, growing)
    expect(heatOf(lane, 3)).toEqual([[], [expect.anything()], []])
    growing.record(5000, 3)
    expect(mostIn(heatOf(lane, 3))).toBe(4)
  })

  test('shows one order beside a thousand, and more as darker', () => {
    expect(shadeOf(0, 1000)).toBe(0)
    expect(shadeOf(1, 1000)).toBeGreaterThan(0.2)
    expect(shadeOf(10, 1000)).toBeGreaterThan(shadeOf(1, 1000))
    expect(shadeOf(1000, 1000)).toBe(1)
    expect(shadeOf(1, 1)).toBe(1)
  })
})

describe('a percentile curve', () => {
  const histogram = histogramOf([10, 900], [200, 90], [3000, 10])
  const line = { points: curveOf(histogram), n: histogram.n }

  test('says at its ticks what the merged histogram says', () => {
    for (const { x } of CURVE_TICKS.slice(1, 4)) {
      const ms = (histogram.percentile(100 * (1 - 1 / x)) ?? 0) / 1000
      expect(readAt(line, x)).toBeCloseTo(ms, 6)
    }
    expect(readAt(line, 10_000)).toBeNull()
    expect(readAt({ points: [] }, 2)).toBeNull()
  })

  test('never falls, and ends where there are no more samples', () => {
    const all = line.points.map(({ ms }) => ms)
    expect(all).toEqual([...all].sort((a, b) => a - b))
    expect(line.points.at(-1)?.x).toBeLessThanOrEqual(histogram.n)
  })

  test('is sure of a p99 from a thousand samples on', () => {
    expect(isSure({ n: 1000 }, 100)).toBe(true)
    expect(isSure({ n: 999 }, 100)).toBe(false)
  })
})
