/** What the service accepts as an order. It comes from the wire, so nothing about it may be believed. */
import type { OrderItem, PlaceOrder } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'

const MAX_ID_LENGTH = 128
const MAX_ITEMS = 1000

/** The order itself where it is one. Throws {@link ServiceRefusal} `invalid`, naming the field. */
export function validOrder(order: unknown, maxNoteBytes: number): PlaceOrder {
  if (!isRecord(order)) throw invalid('an order is an object')
  const { orderId, customerId, items, note } = order
  if (!isId(orderId)) throw invalid(`orderId must be 1 to ${MAX_ID_LENGTH} characters`)
  if (!isId(customerId)) throw invalid(`customerId must be 1 to ${MAX_ID_LENGTH} characters`)
  if (!Array.isArray(items) || items.length > MAX_ITEMS) throw invalid(`items must be a list of at most ${MAX_ITEMS}`)
  const wrong = items.findIndex((item) => !isItem(item))
  if (wrong >= 0) throw invalid(`items[${wrong}] must be {sku, quantity, unitPriceCents}, whole numbers of 0 or more`)
  const total = (items as OrderItem[]).reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0)
  // Beyond it numbers are not exact, and not all encodings can write them.
  if (!Number.isSafeInteger(total)) throw invalid(`items are worth more than ${Number.MAX_SAFE_INTEGER} cents together`)
  if (typeof note !== 'string') throw invalid('note must be a text')
  const noteBytes = new TextEncoder().encode(note).byteLength
  if (noteBytes > maxNoteBytes) throw invalid(`note has ${noteBytes} bytes, more than ${maxNoteBytes}`)
  return order as unknown as PlaceOrder
}

function invalid(message: string): ServiceRefusal {
  return new ServiceRefusal('invalid', message)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH
}

function isItem(value: unknown): value is OrderItem {
  return isRecord(value) && isId(value.sku) && isCount(value.quantity) && isCount(value.unitPriceCents)
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
