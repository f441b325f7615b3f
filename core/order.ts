/** The one workload of the bench: "place this order", the same on every protocol. */

export interface OrderItem {
  sku: string
  quantity: number
  unitPriceCents: number
}

export interface PlaceOrder {
  /** `run.lane.seq`, see {@link formatOrderId}; anything else counts as traffic from outside. */
  orderId: string
  customerId: string
  items: OrderItem[]
  /** Padding: `payloadBytes` characters of one byte each, before encoding. */
  note: string
}

export interface Receipt {
  orderId: string
  status: 'placed'
  totalCents: number
  /** Length of the `note` that arrived, in UTF-16 code units: lets a caller see that nothing was cut. */
  noteLength: number
}

export interface OrderRef {
  run: string
  lane: string
  /** 0-based number of the order within its lane. */
  seq: number
}

export function formatOrderId({ run, lane, seq }: OrderRef): string {
  return `${run}.${lane}.${seq}`
}

/** Run and lane ids hold no dot (the schema refuses it), so that the three parts can be told apart. */
export function parseOrderId(orderId: string): OrderRef | null {
  const match = /^([^.]+)\.([^.]+)\.(\d{1,9})$/.exec(orderId)
  if (!match) return null
  return { run: match[1] as string, lane: match[2] as string, seq: Number(match[3]) }
}

/** Which of `keys` keys an order has: orders take turns. The same number is the same key on every lane. */
export function orderKey(seq: number, keys: number): number {
  return seq % keys
}

function totalCentsOf(order: PlaceOrder): number {
  return order.items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0)
}

export function receiptFor(order: PlaceOrder): Receipt {
  return { orderId: order.orderId, status: 'placed', totalCents: totalCentsOf(order), noteLength: order.note.length }
}
