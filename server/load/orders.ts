/** The order that every lane sends, seeded by its number alone: the same number is the same order on every lane. */
import { formatOrderId, type OrderItem, type PlaceOrder } from '#core/order.ts'
import { hash } from '#core/random.ts'

const CUSTOMERS = 1000
const MAX_ITEMS = 3
const SKUS = 500
const MAX_QUANTITY = 5
const MAX_PRICE_CENTS = 20_000

export interface OrderSource {
  run: string
  lane: string
  seed: number
  payloadBytes: number
}

export function makeOrder(source: OrderSource, seq: number): PlaceOrder {
  const draw = (what: string, index = 0) => hash(source.seed, 'order', what, seq, index)
  const items: OrderItem[] = Array.from({ length: 1 + (draw('items') % MAX_ITEMS) }, (_, index) => ({
    sku: `sku-${draw('sku', index) % SKUS}`,
    quantity: 1 + (draw('quantity', index) % MAX_QUANTITY),
    unitPriceCents: 100 + (draw('price', index) % MAX_PRICE_CENTS),
  }))
  return {
    orderId: formatOrderId({ run: source.run, lane: source.lane, seq }),
    customerId: `customer-${draw('customer') % CUSTOMERS}`,
    items,
    note: 'x'.repeat(source.payloadBytes),
  }
}
