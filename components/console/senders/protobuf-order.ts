/** The order's messages, with the library and the generated code loaded when the first of them is needed. */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { COUPON, type Writer } from '#core/order-writer.ts'

export async function encodeOrder(order: PlaceOrder, writer: Writer): Promise<Uint8Array<ArrayBuffer>> {
  const { create, toBinary, orders } = await load()
  const fields = wholeNumbers(order)
  switch (writer) {
    case 'current':
      return new Uint8Array(toBinary(orders.PlaceOrderRequestSchema, create(orders.PlaceOrderRequestSchema, fields)))
    case 'adds-field': {
      const { OrderWithCouponSchema: schema } = await loadNewer()
      return new Uint8Array(toBinary(schema, create(schema, { ...fields, coupon: COUPON })))
    }
    case 'renames-field': {
      const { OrderOfBuyerSchema: schema } = await loadNewer()
      const { customerId: buyerId, ...rest } = fields
      return new Uint8Array(toBinary(schema, create(schema, { ...rest, buyerId })))
    }
  }
}

export async function decodeReceipt(bytes: Uint8Array): Promise<Receipt | null> {
  const { fromBinary, orders } = await load()
  try {
    return receiptOfMessage(fromBinary(orders.ReceiptSchema, bytes))
  } catch {
    return null
  }
}

/** int64 is a bigint in the generated messages. */
export function wholeNumbers({ orderId, customerId, items, note }: PlaceOrder) {
  const whole = items.map(({ sku, quantity, unitPriceCents }) => ({
    sku,
    quantity: BigInt(Math.round(quantity)),
    unitPriceCents: BigInt(Math.round(unitPriceCents)),
  }))
  return { orderId, customerId, items: whole, note }
}

const PLACED = 1

export function receiptOfMessage(message: {
  orderId: string
  status: number
  totalCents: bigint
  noteLength: bigint
}): Receipt | null {
  if (message.status !== PLACED) return null
  const { orderId, totalCents, noteLength } = message
  return { orderId, status: 'placed', totalCents: Number(totalCents), noteLength: Number(noteLength) }
}

const loadNewer = () => import('../../../proto/gen/wirelab/writers/v1/newer_orders_pb.ts')

async function load() {
  const [{ create, toBinary, fromBinary }, orders] = await Promise.all([
    import('@bufbuild/protobuf'),
    import('../../../proto/gen/wirelab/orders/v1/orders_pb.ts'),
  ])
  return { create, toBinary, fromBinary, orders }
}
