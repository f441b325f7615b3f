/** A few of a run's orders, the worst first: what a reader is shown of them. */
import type { OrderLine, OrderPage } from './order-query.ts'

/** Of each kind. */
const limit = ['limit', '3'] as const

/** What is asked for, as the API is: told yes and lost, told no and done, done twice; then any. */
export const orderSamples: readonly (readonly [name: string, value: string])[][] = [
  [['verdict', 'acknowledged'], ['work', 'lost'], limit],
  [['verdict', 'refused,unknown'], ['work', 'completed'], limit],
  [['duplicated', 'true'], limit],
  [['work', 'completed'], limit],
]

/** Each once. @param pages that answered {@link orderSamples}; null where no orders were kept */
export function ordersAmong(pages: readonly (OrderPage | null)[]): OrderLine[] {
  const found = new Map<string, OrderLine>()
  for (const { orders } of pages.filter((page) => page !== null))
    for (const order of orders) found.set(`${order.lane}.${order.seq}`, order)
  return [...found.values()]
}
