import { makeOrder } from '#server/load/orders.ts'

/** What those write over and over that have one body for all their requests. */
export const oneOrder = makeOrder({ run: 'bench', lane: 'bench', seed: 1, payloadBytes: 0 }, 0)

export function ordersUrl(port: number): string {
  return `http://127.0.0.1:${port}/orders`
}
