/** The last orders placed here, so that there is something to GET. Bounded in number and in bytes; no database. */
import { randomBytes } from 'node:crypto'
import type { PlaceOrder } from '#core/order.ts'

export interface StoredOrder {
  order: PlaceOrder
  /** Another one for each state of the resource, never used twice in this store. */
  version: string
}

export interface StoreLimits {
  orders: number
  /** Of the orders as they arrived, together. */
  bytes: number
}

const MIB = 1024 * 1024
const storeLimits: StoreLimits = { orders: 1000, bytes: 16 * MIB }
/** So that a tag of an earlier server never matches one of this. */
const EPOCH_BYTES = 4

export class OrderStore {
  readonly #limits: StoreLimits
  readonly #epoch = randomBytes(EPOCH_BYTES).toString('hex')
  /** Oldest first. */
  readonly #orders = new Map<string, StoredOrder & { bytes: number }>()
  readonly #changes = new Map<string, Promise<unknown>>()
  #bytes = 0
  #versions = 0

  constructor(limits: StoreLimits = storeLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#orders.size
  }

  get(orderId: string): StoredOrder | null {
    return this.#orders.get(orderId) ?? null
  }

  /** @param bytes of the order as it arrived */
  set(order: PlaceOrder, bytes: number): StoredOrder {
    this.delete(order.orderId)
    const stored = { order, bytes, version: `${this.#epoch}-${(++this.#versions).toString(36)}` }
    this.#orders.set(order.orderId, stored)
    this.#bytes += bytes
    for (const [oldest] of this.#orders) {
      if (this.#orders.size <= this.#limits.orders && this.#bytes <= this.#limits.bytes) break
      this.delete(oldest)
    }
    return stored
  }

  delete(orderId: string): boolean {
    this.#bytes -= this.#orders.get(orderId)?.bytes ?? 0
    return this.#orders.delete(orderId)
  }

  /** One change of an order after the other: between a condition and what it guards nobody else may write. */
  async exclusively<T>(orderId: string, change: () => Promise<T>): Promise<T> {
    const before = this.#changes.get(orderId)
    const done = (async () => {
      await before?.catch(() => {})
      return change()
    })()
    this.#changes.set(orderId, done)
    try {
      return await done
    } finally {
      if (this.#changes.get(orderId) === done) this.#changes.delete(orderId)
    }
  }
}
