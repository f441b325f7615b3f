/** The order's messages, with the library and the generated code loaded when the first of them is needed. */
import type { PlaceOrder, Receipt } from '#core/order.ts'

export async function encodeOrder(order: PlaceOrder): Promise<Uint8Array<ArrayBuffer>> {
  const { create, toBinary, orders } = await load()
  const message = create(orders.PlaceOrderRequestSchema, wholeNumbers(order))
  return new Uint8Array(toBinary(orders.PlaceOrderRequestSchema, message))
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

async function load() {
  const [{ create, toBinary, fromBinary }, orders] = await Promise.all([
    import('@bufbuild/protobuf'),
    import('../../../proto/gen/wirelab/orders/v1/orders_pb.ts'),
  ])
  return { create, toBinary, fromBinary, orders }
}
