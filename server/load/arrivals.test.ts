import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyOpenLoad } from '#core/any-load.fixture.ts'
import { ordersBetween } from '#core/rate.ts'
import { createArrivals } from './arrivals.ts'

const take = (count: number, next: () => number) => Array.from({ length: count }, next)

test('constant arrivals are equally far apart', () => {
  const arrivals = createArrivals({ rateRps: 50, arrival: 'constant' }, 1, 'http')
  expect(take(4, () => arrivals.next())).toEqual([20_000, 40_000, 60_000, 80_000])
})

test('Poisson arrivals: mean and variance of the gaps are those of an exponential distribution', () => {
  const arrivals = createArrivals({ rateRps: 100, arrival: 'poisson' }, 7, 'http')
  const times = take(20_000, () => arrivals.next())
  const gaps = times.map((time, index) => time - (times[index - 1] ?? 0))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0)
  // Seeded: the same numbers each time. The standard error of the mean is 0.7 % at this n.
  expect(mean / 10_000).toBeCloseTo(1, 1)
  expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1)
})

test('the same seed gives the same arrivals, another lane or seed gives others', () => {
  const times = (seed: number, lane: string) => {
    const arrivals = createArrivals({ rateRps: 100, arrival: 'poisson' }, seed, lane)
    return take(5, () => arrivals.next())
  }
  expect(times(1, 'a')).toEqual(times(1, 'a'))
  expect(times(1, 'a')).not.toEqual(times(2, 'a'))
  expect(times(1, 'a')).not.toEqual(times(1, 'b'))
})

test('a step holds from its time on: as many arrivals as its stretches ask for', () => {
  const steps = [
    { atS: 10, rateRps: 200 },
    { atS: 20, rateRps: 5 },
  ]
  const constant = createArrivals({ rateRps: 50, arrival: 'constant', steps }, 1, 'http')
  const times = take(2600, () => constant.next())
  const within = (fromS: number, toS: number) => times.filter((us) => us >= fromS * 1e6 && us < toS * 1e6).length
  expect([within(0, 10), within(10, 20), within(20, 30)]).toEqual([499, 2000, 50])
  const poisson = createArrivals({ rateRps: 50, arrival: 'poisson', steps }, 1, 'http')
  const random = take(2600, () => poisson.next())
  expect(random).toEqual(random.toSorted((a, b) => a - b))
  const inSpike = random.filter((us) => us >= 10e6 && us < 20e6).length
  // 2,000 expected, three standard deviations are 134.
  expect(Math.abs(inSpike - 2000)).toBeLessThan(134)
})

test('a changed rate counts from the moment of the change; rate 0 never comes', () => {
  const arrivals = createArrivals({ rateRps: 1, arrival: 'constant' }, 1, 'http')
  arrivals.next()
  arrivals.change({ rateRps: 100, arrival: 'constant' }, 1_500_000)
  expect(arrivals.next()).toBe(1_510_000)
  arrivals.change({ rateRps: 0, arrival: 'constant' }, 2_000_000)
  expect(arrivals.next()).toBe(Number.POSITIVE_INFINITY)
})

const US_PER_S = 1e6

test('whatever the shape, constant arrivals are as many as the area under it, in every part of it', () => {
  fc.assert(
    fc.property(anyOpenLoad, fc.double({ min: 0.1, max: 20, noNaN: true }), (load, atS) => {
      const arrivals = createArrivals({ ...load, arrival: 'constant' }, 1, 'http')
      const until = (us: number) => {
        let count = 0
        while (dueUs < us) {
          count++
          dueUs = arrivals.next()
        }
        return count
      }
      let dueUs = arrivals.next()
      const [before, after] = [until(atS * US_PER_S), until(30 * US_PER_S)]
      // The order that is due at the boundary itself is on the one side or the other.
      expect(Math.abs(before - ordersBetween(load, 0, atS))).toBeLessThanOrEqual(1 + 1e-6)
      expect(Math.abs(before + after - ordersBetween(load, 0, 30))).toBeLessThanOrEqual(1 + 1e-6)
    }),
  )
})

test('whatever the shape, Poisson arrivals are in the order of time and as many as their interval allows', () => {
  fc.assert(
    fc.property(anyOpenLoad, fc.nat(1000), (load, seed) => {
      const arrivals = createArrivals({ ...load, arrival: 'poisson' }, seed, 'http')
      let count = 0
      let before = 0
      for (let dueUs = arrivals.next(); dueUs < 20 * US_PER_S; dueUs = arrivals.next()) {
        expect(dueUs).toBeGreaterThanOrEqual(before)
        before = dueUs
        count++
      }
      const mean = ordersBetween(load, 0, 20)
      // Six standard deviations, and as much again where the mean is small and the distribution leans.
      expect(Math.abs(count - mean)).toBeLessThanOrEqual(6 * Math.sqrt(mean) + 6)
    }),
  )
})

test('what is due at once is due in one moment, on top of the rate', () => {
  const shape = { atOnce: { orders: 30, atS: 1, everyS: 2 } }
  const arrivals = createArrivals({ rateRps: 10, arrival: 'constant', shape }, 1, 'http')
  const times = take(100, () => arrivals.next())
  expect(times.filter((us) => us === 1_000_000)).toHaveLength(31)
  expect(times.filter((us) => us === 3_000_000)).toHaveLength(31)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('a rate set by hand ends the shape, and nothing of it that was due at once comes again', () => {
  const shape = { atOnce: { orders: 30, atS: 0 } }
  const arrivals = createArrivals({ rateRps: 0, arrival: 'constant', shape }, 1, 'http')
  expect(take(30, () => arrivals.next())).toEqual(new Array(30).fill(0))
  expect(arrivals.next()).toBe(Number.POSITIVE_INFINITY)
  arrivals.change({ rateRps: 1, arrival: 'constant' }, 500_000)
  expect(arrivals.next()).toBe(1_500_000)
})
