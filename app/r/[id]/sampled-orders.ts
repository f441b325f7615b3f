/** Orders that a report shows: only the lab keeps them one by one, a recording does not. */

import type { OrderLine } from '#core/order-query.ts'
import { orderSamples, ordersAmong } from '#core/order-samples.ts'
import { getLab } from '#server/door.ts'

/** None where they were not kept. */
export async function sampledOrders(id: string): Promise<OrderLine[]> {
  const lab = getLab()
  return ordersAmong(await Promise.all(orderSamples.map((filters) => lab.orders(id, filters).catch(notKept))))
}

/** By name: Next's copy of this class is not the lab's copy. */
function notKept(error: unknown): null {
  if (error instanceof Error && error.name === 'NotFound') return null
  throw error
}
