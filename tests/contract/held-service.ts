/** An order service that works on each order until it is told how it ends. */
import { type PlaceOrder, type Receipt, receiptFor } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import type { ExecutedBy, Service } from '#server/protocols/protocol.ts'

export interface HeldService extends Service {
  /** Orders under way, by id, and the signal that came with each. */
  works: Map<string, { order: PlaceOrder; signal: AbortSignal | undefined }>
  finish(order: PlaceOrder): void
  /** `rejected`, and why. */
  reject(order: PlaceOrder, why: string): void
}

export function heldService(): HeldService {
  const works = new Map<
    string,
    { order: PlaceOrder; signal: AbortSignal | undefined } & PromiseWithResolvers<Receipt>
  >()
  return {
    works,
    execute(order: PlaceOrder, by?: ExecutedBy) {
      const work = Promise.withResolvers<Receipt>()
      works.set(order.orderId, { ...work, order, signal: by?.signal })
      return work.promise
    },
    finish: (order) => works.get(order.orderId)?.resolve(receiptFor(order)),
    reject: (order, why) => works.get(order.orderId)?.reject(new ServiceRefusal('rejected', why)),
  }
}
