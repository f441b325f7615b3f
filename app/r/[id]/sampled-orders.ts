/** Orders that a report shows: only the lab keeps them one by one, a recording does not. */
import { SAMPLE_SIZE, samples } from '#components/report/sampled-orders.tsx'
import type { OrderLine } from '#core/order-query.ts'
import { getLab } from '#server/door.ts'

/** A few of each kind, each once; none where they were not kept. */
export async function sampledOrders(id: string): Promise<OrderLine[]> {
  const lab = getLab()
  const limit: [string, string] = ['limit', String(SAMPLE_SIZE)]
  const found = new Map<string, OrderLine>()
  for (const sample of samples) {
    const page = await lab.orders(id, [...sample, limit]).catch(notKept)
    for (const order of page?.orders ?? []) found.set(`${order.lane}.${order.seq}`, order)
  }
  return [...found.values()]
}

/** By name: Next's copy of this class is not the lab's copy. */
function notKept(error: unknown): null {
  if (error instanceof Error && error.name === 'NotFound') return null
  throw error
}
