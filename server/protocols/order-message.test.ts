import { create, fromBinary, fromJsonString, toBinary, toJsonString } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderStatus, PlaceOrderRequestSchema, ReceiptSchema } from '../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { messageOf, orderIn, receiptIn, requestOf } from './order-message.ts'

const text = fc.string({ unit: 'binary' })
const count = fc.maxSafeNat()
const order = fc.record({
  orderId: text,
  customerId: text,
  items: fc.array(fc.record({ sku: text, quantity: count, unitPriceCents: count })),
  note: text,
})

describe('orders and receipts as messages', () => {
  it('come out as they went in, in protobuf and in JSON', () => {
    fc.assert(
      fc.property(order, (given) => {
        const request = requestOf(given)
        const bytes = toBinary(PlaceOrderRequestSchema, request)
        expect(orderIn(fromBinary(PlaceOrderRequestSchema, bytes))).toEqual(given)
        const json = toJsonString(PlaceOrderRequestSchema, request)
        expect(orderIn(fromJsonString(PlaceOrderRequestSchema, json))).toEqual(given)
      }),
    )
  })

  it('receipts too', () => {
    fc.assert(
      fc.property(text, count, count, (orderId, totalCents, noteLength) => {
        const given = { orderId, status: 'placed', totalCents, noteLength } as const
        const bytes = toBinary(ReceiptSchema, messageOf(given))
        expect(receiptIn(fromBinary(ReceiptSchema, bytes))).toEqual(given)
      }),
    )
  })

  it('a receipt that does not say placed is none', () => {
    expect(receiptIn(create(ReceiptSchema, { orderId: 'a' }))).toBeNull()
    expect(receiptIn(create(ReceiptSchema, { status: 7 as OrderStatus }))).toBeNull()
    expect(receiptIn(create(ReceiptSchema, { status: OrderStatus.PLACED }))).not.toBeNull()
  })

  it('a number that is not whole cannot be carried', () => {
    const item = { sku: 's', quantity: 1.5, unitPriceCents: 1 }
    expect(() => requestOf({ orderId: 'a', customerId: 'c', items: [item], note: '' })).toThrow(RangeError)
  })
})
