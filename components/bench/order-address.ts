/** Which orders the bench shows stands in its address, so that a reload, a step back and a link lead there again. */
import { parseOrderRef } from '#core/order-query.ts'

export interface OrderRef {
  lane: string
  seq: number
}

export interface OrdersShown {
  /** What is asked of the API, `lane=http&work=lost`; null where no list is open. */
  asked: string | null
  order: OrderRef | null
}

export function shownIn(search: URLSearchParams): OrdersShown {
  return { asked: search.get('orders'), order: parseOrderRef(search.get('order') ?? '') }
}

/** The address with these orders shown, everything else in it left as it is. */
export function addressOf(href: string, { asked, order }: OrdersShown): string {
  const url = new URL(href)
  if (asked === null) url.searchParams.delete('orders')
  else url.searchParams.set('orders', asked)
  if (order === null) url.searchParams.delete('order')
  else url.searchParams.set('order', `${order.lane}.${order.seq}`)
  return `${url.pathname}${url.search}`
}
