import { toBinary, toJsonString } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlaceOrderRequestSchema } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { requestOf } from '../order-message.ts'
import { MAX_MESSAGE_BYTES, messageBytesOf } from './message-size.ts'

const text = fc.string({ unit: 'binary' })
const count = fc.maxSafeNat()
const item = fc.record({ sku: text, quantity: count, unitPriceCents: count })
const order = fc.record({ orderId: text, customerId: text, items: fc.array(item), note: text })

describe('the size of a message', () => {
  it('is never taken for far from the largest when it is not', () => {
    const repeated = fc.tuple(fc.constantFrom('x', '\u0000', '주', '🧾', '"'), fc.nat(400_000))
    fc.assert(
      fc.property(
        order,
        repeated,
        fc.constantFrom('protobuf' as const, 'json' as const),
        (given, [unit, times], as) => {
          const request = requestOf({ ...given, note: unit.repeat(times) })
          const bytes =
            as === 'json'
              ? Buffer.byteLength(toJsonString(PlaceOrderRequestSchema, request))
              : toBinary(PlaceOrderRequestSchema, request).byteLength
          const said = messageBytesOf(request, as)
          if (said === 0) expect(bytes).toBeLessThanOrEqual(MAX_MESSAGE_BYTES)
          else expect(said).toBe(bytes)
        },
      ),
      { numRuns: 50 },
    )
  })
})
