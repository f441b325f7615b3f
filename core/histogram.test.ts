import fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { describe, expect, test } from 'vitest'
import { decodeOrEmpty, Histogram, LARGEST_US } from './histogram.ts'

const DAY_US = 24 * 3600 * 1e6
const RELATIVE_ERROR = 0.01

/** Durations spread over all orders of magnitude, not only the largest. */
const durationUs = fc.double({ min: 0, max: Math.log(DAY_US), noNaN: true }).map((x) => Math.round(Math.exp(x)) - 1)
const durationsUs = fc.array(durationUs, { maxLength: 300 })

function of(values: number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

describe('Histogram', () => {
  test('an empty one has no percentile, no minimum and no maximum', () => {
    const empty = new Histogram()
    expect([empty.n, empty.percentile(50), empty.minUs, empty.maxUs]).toEqual([0, null, null, null])
    expect(empty.encode()).toBe('')
    expect(empty.countAbove(0)).toBe(0)
  })

  test('percentiles are within 1 % of the nearest rank in the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(durationUs, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 1000 }),
        (us, p) => {
          const sorted = us.toSorted((a, b) => a - b)
          const exact = sorted[Math.max(1, Math.ceil((p * sorted.length) / 1000)) - 1] as number
          const measured = of(us).percentile(p / 10) as number
          expect(Math.abs(measured - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR)
        },
      ),
    )
  })

  test('percentiles agree with HdrHistogram', () => {
    const hdr = build({ lowestDiscernibleValue: 1, highestTrackableValue: DAY_US, numberOfSignificantValueDigits: 4 })
    const ours = new Histogram()
    for (let i = 0; i < 10_000; i++) {
      const us = Math.round(200 * 1.0013 ** i)
      hdr.recordValue(us)
      ours.record(us)
    }
    for (const p of [1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100]) {
      const oracle = hdr.getValueAtPercentile(p)
      expect(Math.abs((ours.percentile(p) as number) - oracle)).toBeLessThanOrEqual(oracle * RELATIVE_ERROR)
    }
    expect(ours.n).toBe(hdr.totalCount)
  })

  test('minimum and maximum are exact', () => {
    fc.assert(
      fc.property(fc.array(durationUs, { minLength: 1 }), (us) => {
        const histogram = of(us)
        expect([histogram.minUs, histogram.maxUs]).toEqual([Math.min(...us), Math.max(...us)])
        expect(histogram.percentile(0)).toBe(Math.min(...us))
        expect(histogram.percentile(100)).toBe(Math.max(...us))
      }),
    )
  })

  test('merged histograms equal one that recorded everything', () => {
    fc.assert(
      fc.property(durationsUs, durationsUs, (a, b) => {
        const merged = of(a)
        const other = of(b)
        merged.merge(other)
        expect(merged.encode()).toBe(of([...a, ...b]).encode())
        // Not in the encoding, which is made of the buckets.
        expect(merged.n).toBe(a.length + b.length)
        expect(other.encode()).toBe(of(b).encode())
      }),
    )
  })

  test('decoded ones are merged as recorded ones are, into anything, and stay as they are', () => {
    fc.assert(
      fc.property(fc.array(durationsUs, { maxLength: 5 }), durationsUs, (frames, later) => {
        const decoded = frames.map((us) => Histogram.decode(of(us).encode()))
        const sum = new Histogram()
        for (const each of decoded) sum.merge(each)
        for (const us of later) sum.record(us)
        const all = of([...frames.flat(), ...later])
        expect(sum.encode()).toBe(all.encode())
        expect([sum.n, sum.minUs, sum.maxUs]).toEqual([all.n, all.minUs, all.maxUs])
        expect(sum.percentile(50)).toBe(all.percentile(50))
        expect(decoded.map((each) => each.encode())).toEqual(frames.map((us) => of(us).encode()))
      }),
    )
  })

  test('what is encoded is decoded to the same', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(durationUs, fc.integer({ min: 0, max: 1e9 }))), (records) => {
        const histogram = new Histogram()
        for (const [us, count] of records) histogram.record(us, count)
        const decoded = Histogram.decode(histogram.encode())
        expect([...decoded.buckets()]).toEqual([...histogram.buckets()])
        expect([decoded.n, decoded.minUs, decoded.maxUs]).toEqual([histogram.n, histogram.minUs, histogram.maxUs])
        expect(decoded.encode()).toBe(histogram.encode())
      }),
    )
  })

  test('random text is refused, or read as the one histogram that encodes to it', () => {
    const letters = fc.constantFrom(...'ABCDEabcghz019-_!\u00e9')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: letters })), (text) => {
        let decoded: Histogram
        try {
          decoded = Histogram.decode(text)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          return
        }
        expect(decoded.encode()).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  test('a cut-off or overlong encoding is refused', () => {
    const text = of([5, 900, 77_000, 77_000, 77_100]).encode()
    for (let length = 1; length < text.length; length++) {
      expect(() => Histogram.decode(text.slice(0, length))).toThrow(RangeError)
    }
    expect(() => Histogram.decode(text + text)).toThrow(RangeError)
    expect(() => Histogram.decode('A'.repeat(10_000_000))).toThrow('too long')
  })

  test('a tick of five orders takes a few dozen characters', () => {
    expect(of([5012, 5400, 6100, 7300, 21_000]).encode().length).toBeLessThan(30)
  })

  test('countAbove counts whole buckets', () => {
    const histogram = of([10, 20, 20, 1000, 100_000])
    expect([9, 10, 19.5, 20, 999, 2000, 100_000].map((us) => histogram.countAbove(us))).toEqual([5, 4, 4, 2, 2, 1, 0])
  })

  test('buckets add up to n and hold the values', () => {
    fc.assert(
      fc.property(durationsUs, (us) => {
        const buckets = [...of(us).buckets()]
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(us.length)
        for (const value of us) {
          expect(buckets.some(({ fromUs, toUs }) => fromUs <= value && value < toUs)).toBe(true)
        }
        for (const { fromUs, toUs } of buckets) expect(toUs - fromUs).toBeLessThanOrEqual(Math.max(1, fromUs / 64))
      }),
    )
  })

  test('values outside the range are moved into it; what is no number is refused', () => {
    const histogram = of([-3, 1e20, Number.POSITIVE_INFINITY, 12.4])
    expect([histogram.minUs, histogram.maxUs, histogram.n]).toEqual([0, LARGEST_US, 4])
    expect(() => histogram.record(Number.NaN)).toThrow(RangeError)
    expect(() => histogram.record(1, -1)).toThrow(RangeError)
    expect(() => histogram.record(1, 0.5)).toThrow(RangeError)
    expect(() => histogram.percentile(101)).toThrow(RangeError)
  })

  test('a clone goes its own way', () => {
    const original = of([1, 2, 3])
    const copy = original.clone()
    copy.record(4)
    expect([original.n, copy.n]).toEqual([3, 4])
    expect(decodeOrEmpty(undefined).n).toBe(0)
  })
})
