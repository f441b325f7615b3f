/** Loads of every shape, for properties that must hold of all of them. */
import fc from 'fast-check'
import type { OpenLoad, Shape } from './experiment.ts'

const rate = (min = 0.1) => fc.double({ min, max: 300, noNaN: true })
const time = (min = 0) => fc.double({ min, max: 15, noNaN: true })
const orders = fc.integer({ min: 1, max: 200 })

function swingBelow(rateRps: number) {
  return fc.record({
    amplitudeRps: fc.double({ min: 0, max: 1, noNaN: true }).map((share) => share * rateRps),
    periodS: time(0.5),
  })
}

const phase = rate().chain((rateRps) =>
  fc.oneof(
    fc.record({ forS: time(0.1), rateRps: fc.constant(rateRps) }),
    fc.record({ forS: time(0.1), rateRps: fc.constant(rateRps), toRps: rate() }),
    fc.record({ forS: time(0.1), rateRps: fc.constant(rateRps), sine: swingBelow(rateRps) }),
    rate().chain((toRps) =>
      fc.record({
        forS: time(0.1),
        rateRps: fc.constant(rateRps),
        toRps: fc.constant(toRps),
        sine: swingBelow(Math.min(rateRps, toRps)),
      }),
    ),
    fc.record({ forS: time(0.1), rateRps: fc.constant(rateRps), orders }),
  ),
)

const shapeAround = (rateRps: number): fc.Arbitrary<Shape> =>
  fc.oneof(
    fc.record({ ramp: fc.record({ toRps: rate(), atS: time(), overS: time(0.1) }) }),
    fc.record({ spike: fc.record({ toRps: rate(), atS: time(), forS: time(0.1) }) }),
    fc.record({
      spike: fc.record({
        toRps: rate(),
        atS: time(),
        forS: fc.constant(0.5),
        everyS: fc.double({ min: 1, max: 9, noNaN: true }),
      }),
    }),
    fc.record({
      spike: fc.record({ toRps: fc.constant(0), atS: time(), forS: fc.constant(0.5), everyS: time(0.6) }),
    }),
    fc.record({ sine: swingBelow(rateRps) }),
    fc.record({ atOnce: fc.record({ orders, atS: time() }) }),
    fc.record({ atOnce: fc.record({ orders, atS: time(), everyS: time(1) }) }),
    fc.record({ sequence: fc.array(phase, { minLength: 1, maxLength: 5 }) }),
  )

const steps = fc
  .uniqueArray(fc.integer({ min: 1, max: 19 }), { maxLength: 4 })
  .chain((at) =>
    fc.tuple(...at.toSorted((a, b) => a - b).map((atS) => fc.record({ atS: fc.constant(atS), rateRps: rate() }))),
  )

export const anyOpenLoad: fc.Arbitrary<OpenLoad> = rate().chain((rateRps) => {
  const plain = { rateRps: fc.constant(rateRps), arrival: fc.constantFrom('constant' as const, 'poisson' as const) }
  return fc.oneof(
    fc.record(plain),
    fc.record({ ...plain, steps }),
    fc.record({ ...plain, shape: shapeAround(rateRps) }),
  )
})
