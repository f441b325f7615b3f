import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Delivery, diesOf, stepsOf } from './consumer-steps.ts'

const first: Delivery = { seed: 1, lane: 'lane', seq: 7, delivery: 1, deaths: 0 }

describe('the steps of a delivery', () => {
  it.each([
    ['after', 'before-ack', ['work', 'crash']],
    ['after', 'after-ack', ['work', 'acknowledge', 'crash']],
    ['before', 'before-ack', ['crash']],
    ['before', 'after-ack', ['acknowledge', 'crash']],
    ['never', 'before-ack', ['work', 'crash']],
    ['never', 'after-ack', ['work']],
  ] as const)('acknowledge %s and a crash %s: %j', (acknowledge, crash, steps) => {
    expect(stepsOf({ acknowledge, crash }, true)).toEqual(steps)
  })

  it.each([
    ['after', ['work', 'acknowledge']],
    ['before', ['acknowledge', 'work']],
    ['never', ['work']],
  ] as const)('acknowledge %s without a crash: %j', (acknowledge, steps) => {
    for (const crash of ['never', 'before-ack', 'after-ack'] as const) {
      expect(stepsOf({ acknowledge, crash }, false)).toEqual(steps)
    }
    expect(stepsOf({ acknowledge, crash: 'never' }, true)).toEqual(steps)
  })
})

describe('whether a consumer dies of a delivery', () => {
  it('once at the order that is named, however often that comes', () => {
    const options = { crash: 'before-ack', crashAt: 7, crashRate: 0 } as const
    expect(diesOf(options, first)).toBe(true)
    expect(diesOf(options, { ...first, delivery: 3 })).toBe(true)
    expect(diesOf(options, { ...first, delivery: 2, deaths: 1 })).toBe(false)
    expect(diesOf(options, { ...first, seq: 8 })).toBe(false)
  })

  it('never of what is no order of a lane, and never where no crash is asked for', () => {
    expect(diesOf({ crash: 'before-ack', crashAt: -1, crashRate: 1 }, { ...first, seq: null })).toBe(false)
    expect(diesOf({ crash: 'never', crashAt: 7, crashRate: 1 }, first)).toBe(false)
  })

  const deliveries = fc.record({
    seed: fc.nat(),
    lane: fc.constantFrom('a', 'b'),
    seq: fc.nat(100_000),
    delivery: fc.integer({ min: 1, max: 10 }),
    deaths: fc.nat(9),
  })

  it('decides the same for the same delivery, always at rate 1 and never at rate 0', () => {
    fc.assert(
      fc.property(deliveries, fc.double({ min: 0, max: 1, noNaN: true }), (delivery, crashRate) => {
        const at = (rate: number) => diesOf({ crash: 'after-ack', crashAt: -1, crashRate: rate }, { ...delivery })
        expect(at(crashRate)).toBe(at(crashRate))
        expect(at(0)).toBe(false)
        expect(at(1)).toBe(true)
        // Who dies at a rate dies at every higher one.
        if (at(crashRate)) expect(at(Math.min(1, crashRate * 1.5))).toBe(true)
      }),
    )
  })

  it('dies as often as the rate says, of each delivery by itself', () => {
    const options = { crash: 'before-ack', crashAt: -1, crashRate: 0.2 } as const
    const ORDERS = 20_000
    const died = (delivery: number) => (seq: number) => diesOf(options, { ...first, seq, delivery })
    const seqs = Array.from({ length: ORDERS }, (_, seq) => seq)
    const once = seqs.filter(died(1))
    const twice = once.filter(died(2))
    // Five standard deviations of a binomial count.
    const around = (n: number) => 5 * Math.sqrt(n * 0.2 * 0.8)
    expect(Math.abs(once.length - ORDERS * 0.2)).toBeLessThan(around(ORDERS))
    expect(Math.abs(twice.length - once.length * 0.2)).toBeLessThan(around(once.length))
  })

  it('does not die for ever of one order at a broker that cannot count', () => {
    const options = { crash: 'before-ack', crashAt: -1, crashRate: 0.5 } as const
    for (let seq = 0; seq < 200; seq++) {
      const survives = Array.from({ length: 60 }, (_, deaths) =>
        diesOf(options, { ...first, seq, delivery: deaths === 0 ? 1 : 2, deaths }),
      ).includes(false)
      expect(survives).toBe(true)
    }
  })
})
