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
  /** W3C Trace Context, of whoever sends it. On the wire it travels in a header where the protocol has one. */
  traceparent?: string
}

export interface Receipt {
  orderId: string
  status: 'placed'
  totalCents: number
  /** Length of the `note` that arrived, in UTF-16 code units: lets a caller see that nothing was cut. */
  noteLength: number
  /** Padding, where one was asked for: `responseBytes` characters of one byte each, before encoding. */
  note?: string
}

export interface OrderRef {
  run: string
  lane: string
  /** 0-based number of the order within its lane. */
  seq: number
  /** Where a service calls another for it: over which edge, and which of the calls there, from 0. */
  call?: { edge: string; number: number }
}

const ORDER_ID = /^([^.]+)\.([^.]+)\.(\d{1,9})(?:\.(e1(?:-\d{1,3}){1,15})\.(\d{1,6}))?$/

/** `run.lane.12`; of a call that a service makes for it `run.lane.12.e1-2.0`: to the one it calls, an order of its own. */
export function formatOrderId({ run, lane, seq, call }: OrderRef): string {
  const order = `${run}.${lane}.${seq}`
  return call ? `${order}.${call.edge.replaceAll('.', '-')}.${call.number}` : order
}

/** Run and lane ids hold no dot (the schema refuses it), so that the three parts can be told apart. */
export function parseOrderId(orderId: string): OrderRef | null {
  const match = ORDER_ID.exec(orderId)
  if (!match) return null
  const [, run, lane, seq, edge, number] = match
  const ref = { run: run as string, lane: lane as string, seq: Number(seq) }
  return edge === undefined ? ref : { ...ref, call: { edge: edge.replaceAll('-', '.'), number: Number(number) } }
}

/** What chance about an order is drawn from: not its run, so that a replay draws the same. What is not of a run is drawn from its whole id. */
export function drawnFrom(orderId: string): (string | number)[] {
  const ref = parseOrderId(orderId)
  if (!ref) return [orderId]
  return ref.call ? [ref.seq, ref.call.edge, ref.call.number] : [ref.seq]
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
