import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contradictions, windowsOf } from './fault-windows.ts'

const run = { seed: 1, durationS: 30 }

describe('when a fault is on', () => {
  it.each([
    [{}, [{ fromS: 0, toS: null }]],
    [{ atS: 5 }, [{ fromS: 5, toS: null }]],
    [{ atS: 5, forS: 2 }, [{ fromS: 5, toS: 7 }]],
    [
      { atS: 5, forS: 2, everyS: 10 },
      [
        { fromS: 5, toS: 7 },
        { fromS: 15, toS: 17 },
        { fromS: 25, toS: 27 },
      ],
    ],
    [
      { forS: 1, everyS: 15 },
      [
        { fromS: 0, toS: 1 },
        { fromS: 15, toS: 16 },
      ],
    ],
  ])('%j', (schedule, windows) => {
    expect(windowsOf({ id: 'f', ...schedule }, run)).toEqual(windows)
  })

  it('at random: as often as asked, in order, apart, inside the load, and the same from the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 10 }), fc.nat(5), (seed, atRandom, atS) => {
        const fault = { id: 'f', atS, forS: 2, atRandom }
        const windows = windowsOf(fault, { seed, durationS: 30 })
        expect(windows.length).toBe(atRandom)
        windows.forEach(({ fromS, toS }, i) => {
          expect(fromS).toBeGreaterThanOrEqual(i === 0 ? atS : ((windows[i - 1]?.toS ?? 0) as number) - 0.002)
          expect(toS).toBeLessThanOrEqual(30.002)
        })
        expect(windowsOf(fault, { seed, durationS: 30 })).toEqual(windows)
      }),
    )
    const starts = [1, 2, 3].map((seed) => windowsOf({ id: 'f', forS: 1, atRandom: 1 }, { ...run, seed })[0]?.fromS)
    expect(new Set(starts).size).toBe(3)
  })
})

describe('a schedule that contradicts itself', () => {
  it.each([
    [{ atS: 30 }, ['atS']],
    [{ atS: 29, forS: 2 }, ['forS']],
    [{ everyS: 5 }, ['forS']],
    [{ forS: 5, everyS: 5 }, ['everyS']],
    [{ forS: 1, everyS: 5, atRandom: 2 }, ['everyS']],
    [{ atRandom: 2 }, ['forS']],
    [{ atS: 10, forS: 7, atRandom: 3 }, ['atRandom']],
    [{ atS: 10, forS: 6, atRandom: 3 }, []],
    [{ forS: 4, everyS: 5 }, []],
  ])('%j is refused at %j', (schedule, fields) => {
    const said: string[] = []
    contradictions(schedule, 30, (key) => said.push(key))
    expect(said).toEqual(fields)
  })
})
