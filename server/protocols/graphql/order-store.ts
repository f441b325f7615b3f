/** The last orders that were placed here, in memory: bounded by number and by size, the oldest go first. */
import type { PlaceOrder } from '#core/order.ts'

const MIB = 1024 * 1024

export interface StoreLimits {
  orders: number
  /** Of all notes and items together, estimated. */
  bytes: number
}

const storeLimits: StoreLimits = { orders: 1000, bytes: 16 * MIB }

export interface StoredOrder extends PlaceOrder {
  totalCents: number
}

/** What the kept orders say about one product. */
export interface Product {
  sku: string
  /** Orders, among those kept, with this product. */
  orders: number
  /** Units of it in them. */
  units: number
}

/** V8 keeps two bytes a character at most; the rest of an item is a few words. */
const BYTES_PER_CHARACTER = 2
const BYTES_PER_ITEM = 64

export class OrderStore {
  readonly #limits: StoreLimits
  /** Oldest first. */
  readonly #orders = new Map<string, StoredOrder>()
  readonly #products = new Map<string, Product>()
  #bytes = 0

  constructor(limits: StoreLimits = storeLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#orders.size
  }

  /** An order that was placed again takes the place of its earlier self. */
  add(order: PlaceOrder, totalCents: number): void {
    const stored: StoredOrder = { ...order, totalCents }
    this.#remove(order.orderId)
    this.#orders.set(order.orderId, stored)
    this.#count(stored, 1)
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= this.#limits.orders && this.#bytes <= this.#limits.bytes) break
      this.#remove(oldest)
    }
  }

  order(orderId: string): StoredOrder | null {
    return this.#orders.get(orderId) ?? null
  }

  /** Newest first; `after` an order's id: those older than it, none where it is not kept. */
  latest(first: number, after?: string): StoredOrder[] {
    const newestFirst = [...this.#orders.values()].reverse()
    const from = after === undefined ? 0 : newestFirst.findIndex(({ orderId }) => orderId === after) + 1
    return after !== undefined && from === 0 ? [] : newestFirst.slice(from, from + first)
  }

  /** One read, of however many products; in the order of `skus`. */
  async readProducts(skus: readonly string[]): Promise<Product[]> {
    return skus.map((sku) => ({ ...(this.#products.get(sku) ?? { sku, orders: 0, units: 0 }) }))
  }

  #remove(orderId: string): void {
    const stored = this.#orders.get(orderId)
    if (!stored) return
    this.#orders.delete(orderId)
    this.#count(stored, -1)
  }

  #count(order: StoredOrder, sign: 1 | -1): void {
    this.#bytes += sign * bytesOf(order)
    const seen = new Set<string>()
    for (const { sku, quantity } of order.items) {
      const product = this.#products.get(sku) ?? { sku, orders: 0, units: 0 }
      this.#products.set(sku, product)
      product.units += sign * quantity
      if (!seen.has(sku)) product.orders += sign
      seen.add(sku)
    }
    for (const sku of seen) if (this.#products.get(sku)?.orders === 0) this.#products.delete(sku)
  }
}

function bytesOf({ orderId, customerId, note, items }: StoredOrder): number {
  const characters = items.reduce((sum, { sku }) => sum + sku.length, orderId.length + customerId.length + note.length)
  return characters * BYTES_PER_CHARACTER + items.length * BYTES_PER_ITEM
}
