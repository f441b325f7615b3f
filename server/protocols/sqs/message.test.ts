import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeOrder, encodeOrder } from './message.ts'

const allowed = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD]*$/

it('comes out as it went in, in characters that SQS lets pass, whatever is noted', () => {
  const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: anyUnit }), fc.constantFrom('\uFFFF', '\uFFFE', '\uD800', '🧾', '\0')),
      (note) => {
        const order = { orderId: 'r.l.1', customerId: 'c', items: [], note }
        const body = encodeOrder(order)
        expect(body).toMatch(allowed)
        expect(decodeOrder(body)).toEqual(order)
      },
    ),
  )
})

it('is null where the body is no JSON', () => {
  expect(decodeOrder('<order/>')).toBeNull()
})
