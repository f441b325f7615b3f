/** How the shape of an open load is written: how its rate moves while the load is on. */
import type { z } from 'zod'
import { listOf, numberIn, optional, says, strict } from './checks.ts'

const SHORTEST_S = 0.1
/** What comes again sooner is a rate and no shape. */
const SHORTEST_PERIOD_S = 0.5

const rps = (description: string, min = 0) =>
  says(numberIn({ min }), description, { unit: 'orders/s', cap: 'maxRateRps' })
const seconds = (description: string, min = SHORTEST_S) => says(numberIn({ min }), description, { unit: 's' })
const from = optional(numberIn({ min: 0 }), 'from when on, in load time', { unit: 's', default: 0 })
const every = optional(
  numberIn({ min: SHORTEST_PERIOD_S }),
  'again and again, from one beginning to the next; without it once',
  { unit: 's' },
)
const orders = says(numberIn({ min: 1, integer: true }), 'orders due in one moment, on top of the rate', {
  unit: 'orders',
  cap: 'maxRateRps',
})

const sine = strict({
  amplitudeRps: rps('how far above and below the rate; not more than the rate'),
  periodS: seconds('from one crest to the next', SHORTEST_PERIOD_S),
})

const phase = strict({
  forS: seconds('how long it lasts'),
  rateRps: rps('orders offered a second'),
  toRps: rps('where the rate comes to at the end of it, in a line').optional(),
  sine: says(sine, 'a swing around the rate').optional(),
  orders: orders.optional(),
})

export const writtenShape = strict({
  ramp: optional(
    strict({ toRps: rps('the rate at its end, which then holds'), atS: from, overS: seconds('how long it takes') }),
    'in a line from `rateRps` to another rate',
  ),
  spike: optional(
    strict({
      toRps: rps('the rate of the spike'),
      atS: says(numberIn({ min: 0 }), 'from when on, in load time', { unit: 's' }),
      forS: seconds('how long it lasts'),
      everyS: every,
    }),
    'another rate for a while',
  ),
  sine: optional(sine, 'a swing around `rateRps`, up first'),
  atOnce: optional(
    strict({ orders, atS: from, everyS: every }),
    'many orders in one moment, on top of `rateRps` (which may then be 0)',
  ),
  sequence: optional(
    listOf(phase),
    'phases one after another, `[{forS, rateRps, toRps, sine, orders}, …]`; after the last the rate is `rateRps`',
  ),
})

export type WrittenShape = z.infer<typeof writtenShape>
