/** How orders arrive, and who waits for them, as written. */
import { z } from 'zod'
import { listOf, numberIn, oneOf, optional, refused, says, strict } from './checks.ts'
import { DEFAULT_ARRIVAL, DEFAULT_CALLER_QUEUE_LIMIT } from './defaults.ts'
import { arrivals, NON_BLOCKING } from './experiment.ts'
import { writtenShape } from './written-shape.ts'

const step = strict({
  atS: says(numberIn({ min: 0.1 }), 'from when on, in load time', { unit: 's' }),
  rateRps: says(numberIn({ min: 0.1 }), 'orders offered a second from then on', {
    unit: 'orders/s',
    cap: 'maxRateRps',
  }),
})

export const writtenWorkload = strict({
  open: optional(
    strict({
      rateRps: says(numberIn({ min: 0 }), 'orders offered a second, whether or not earlier ones were answered', {
        unit: 'orders/s',
        cap: 'maxRateRps',
      }),
      arrival: optional(oneOf(arrivals, 'an arrival process'), 'how arrivals are spread in time', {
        default: DEFAULT_ARRIVAL,
      }),
      steps: optional(listOf(step), 'other rates later on, `[{atS, rateRps}, …]` in the order of time'),
      shape: says(writtenShape, 'how the rate moves, instead of `steps`: one of the shapes below').optional(),
    }),
    'arrivals that do not wait for replies',
  ),
  closed: optional(
    strict({
      callers: says(numberIn({ min: 1, integer: true }), 'callers, each of which sends when its last reply is in', {
        unit: 'callers',
        cap: 'maxCallers',
      }),
    }),
    'callers that wait for each reply before they send again',
  ),
})

const blocking = strict({
  slots: says(
    numberIn({ min: 1, max: 10_000, integer: true }),
    'orders out at once; each holds its slot to its verdict',
    {
      unit: 'orders',
    },
  ),
  queueLimit: optional(
    numberIn({ min: 0, max: 100_000, integer: true }),
    'orders that may wait for a slot, first in first out; the next is rejected',
    { unit: 'orders', default: DEFAULT_CALLER_QUEUE_LIMIT },
  ),
})

export const caller = z.union(
  [z.literal(NON_BLOCKING), strict({ blocking: says(blocking, 'callers of a pool, such as threads that wait') })],
  { error: refused(`'${NON_BLOCKING}' or {blocking: {slots, queueLimit}}`) },
)

export type WrittenWorkload = z.infer<typeof writtenWorkload>
export type WrittenCaller = z.infer<typeof caller>
