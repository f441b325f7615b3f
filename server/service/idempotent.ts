/**
 * An order service that does the work of an order once, by its id: known, it is answered with the receipt that is
 * kept; under way, it is joined. Who joined an order whose work then ends undone does it instead.
 */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import { ServiceRefusal } from '#core/refusal.ts'
import { createOrderService, type OrderService, type OrderServiceOptions } from './order-service.ts'
import type { Receipts } from './receipts.ts'

export function createIdempotentService(
  options: Omit<OrderServiceOptions, 'commit'> & { receipts: Receipts },
): OrderService {
  const { receipts, journal, spec } = options
  const service = createOrderService({ ...options, commit: receipts.keep })
  const underWay = new Map<string, Promise<Receipt>>()

  const execute: OrderService['execute'] = async (given: PlaceOrder, by = {}) => {
    const { signal, subscriber = 0 } = by
    // What is no order at all is refused by the service itself.
    const orderId: unknown = given?.orderId
    if (typeof orderId !== 'string') return service.execute(given, by)
    const key = `${subscriber} ${orderId}`
    for (;;) {
      const known = receipts.find(orderId, subscriber)
      if (known) {
        const own = by.journal ?? journal
        own.deduplicated?.(orderId, subscriber)
        return known
      }
      const work = underWay.get(key)
      if (!work) break
      await ended(work, signal)
      if (signal?.aborted) throw new ServiceRefusal('error', `the caller gave up before ${spec.name} was done`)
    }
    const work = service.execute(given, by)
    underWay.set(key, work)
    try {
      return await work
    } finally {
      underWay.delete(key)
    }
  }

  return {
    execute,
    get active() {
      return service.active
    },
    get queued() {
      return service.queued
    },
    close: () => service.close(),
  }
}

/** Resolves once the work has ended, one way or the other, or the signal is aborted. */
async function ended(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const abort = Promise.withResolvers<void>()
  const onAbort = () => abort.resolve()
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  await Promise.race([
    work.then(
      () => {},
      () => {},
    ),
    abort.promise,
  ])
  signal?.removeEventListener('abort', onAbort)
}
