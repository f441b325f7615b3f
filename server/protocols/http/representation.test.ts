import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type PlaceOrder, receiptFor } from '#core/order.ts'
import { orderEncodings } from '../order-encoding.ts'
import { type MediaType, mediaTypes, representationIn } from './representation.ts'

const text = fc.string({ unit: 'binary' })
/** So that the worth of three items is a number that can be written exactly: more is refused. */
const count = fc.nat({ max: 40_000_000 })
const anyOrder: fc.Arbitrary<PlaceOrder> = fc.record({
  orderId: text,
  customerId: text,
  items: fc.array(fc.record({ sku: text, quantity: count, unitPriceCents: count }), { maxLength: 3 }),
  note: text,
})
const markup: MediaType[] = ['application/xml', 'text/xml', 'text/html']

it.each(['json', 'protobuf'] as const)('%s gives back the order and the receipt that it was given', (encoding) => {
  const { encodeOrder, decodeOrder, encodeReceipt, decodeReceipt } = orderEncodings[encoding]
  fc.assert(
    fc.property(anyOrder, (order) => {
      expect(decodeOrder(encodeOrder(order))).toEqual(order)
      expect(decodeReceipt(encodeReceipt(receiptFor(order)))).toEqual(receiptFor(order))
    }),
  )
})

it.each(['json', 'protobuf'] as const)('%s is no receipt where it is none', (encoding) => {
  for (const bytes of ['', 'null', '{}', '\xff\xff']) {
    expect(orderEncodings[encoding].decodeReceipt(Buffer.from(bytes, 'latin1'))).toBeNull()
  }
})

it.each(markup)('%s: no text of an order becomes markup', (type) => {
  const { order: write } = representationIn(type)
  const shape = (written: Buffer) => written.toString('utf8').match(/<[^>]*>/g)
  fc.assert(
    fc.property(anyOrder, (order) => {
      const bare = {
        ...order,
        orderId: '',
        customerId: '',
        note: '',
        items: order.items.map((item) => ({ ...item, sku: '' })),
      }
      expect(shape(write(order))).toEqual(shape(write(bare)))
    }),
  )
})

it('writes an attack as the text that it is', () => {
  const note = `</note><script>alert("1")</script>&'`
  const order = { orderId: 'a.b.1', customerId: 'c', items: [], note }
  for (const type of markup) {
    const written = representationIn(type).order(order).toString('utf8')
    expect(written).toContain('&lt;/note&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;')
  }
})

it('keeps out of XML what XML cannot say, and a carriage return in it', () => {
  const order = { orderId: 'a', customerId: '\ud800', items: [], note: 'a\u0000b\u001fc\ufffed\re\tf\n🧾' }
  const written = representationIn('application/xml').order(order).toString('utf8')
  expect(written).toContain('<note>a\ufffdb\ufffdc\ufffdd&#13;e\tf\n🧾</note>')
  expect(written).toContain('<customerId>\ufffd</customerId>')
})

it('offers JSON first, and each type under its own tag or with the same bytes', () => {
  expect(mediaTypes[0]).toBe('application/json')
  expect(new Set(mediaTypes.map((type) => representationIn(type).tag)).size).toBe(mediaTypes.length - 1)
})
