import { describe, expect, it } from 'vitest'
import type { PlaceOrder } from '#core/order.ts'
import { COUPON } from '#core/order-writer.ts'
import { orderEncodings } from './order-encoding.ts'

const order: PlaceOrder = {
  orderId: 'run.lane.7',
  customerId: 'customer-7',
  items: [{ sku: '차', quantity: 2, unitPriceCents: 450 }],
  note: 'as a gift',
}
const { json, protobuf } = orderEncodings
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

describe('an order by a newer writer, to a reader that has stayed as it was', () => {
  it('has one field more: both encodings carry it, both readers leave it alone', () => {
    for (const encoding of [json, protobuf]) {
      const bytes = encoding.encodeOrder(order, 'adds-field')
      expect(textOf(bytes)).toContain(COUPON)
      expect(encoding.decodeOrder(bytes)).toStrictEqual(order)
    }
  })

  it('in JSON has lost the field whose name was changed', () => {
    const bytes = json.encodeOrder(order, 'renames-field')
    expect(JSON.parse(textOf(bytes))).toMatchObject({ buyerId: 'customer-7' })
    expect(json.decodeOrder(bytes)).toStrictEqual({ ...order, customerId: undefined })
  })

  it('in protobuf is byte for byte the same under another name', () => {
    const bytes = protobuf.encodeOrder(order, 'renames-field')
    expect(bytes).toEqual(protobuf.encodeOrder(order))
    expect(protobuf.decodeOrder(bytes)).toStrictEqual(order)
  })
})

describe('an order in JSON', () => {
  it.each(['null', '[]', '"order"', '7', '{"items":7}', '{"items":[null,[],"x"]}'])(
    'that is %s is left for the service to refuse',
    (text) => {
      expect(() => json.decodeOrder(Buffer.from(text))).not.toThrow()
    },
  )

  it('keeps nothing that an order does not have, in its items neither', () => {
    const strange = { ...order, '<b>': 1, items: [{ ...order.items[0], '<i>': 2 }] }
    expect(json.decodeOrder(Buffer.from(JSON.stringify(strange)))).toStrictEqual(order)
  })
})
