/** W3C Trace Context on its way: in a header where the protocol has one, and then not in the order itself. */
import type { PlaceOrder } from '#core/order.ts'

/** The name of the header, in small letters as HTTP/2 and gRPC metadata want it. */
export const TRACEPARENT = 'traceparent'

/** The order as it is written into a body, and what goes into a header beside it: nothing where it has no trace. */
export function apart(order: PlaceOrder): { bare: PlaceOrder; header: { traceparent?: string } } {
  if (order.traceparent === undefined) return { bare: order, header: {} }
  const { traceparent, ...bare } = order
  return { bare, header: { traceparent } }
}

/** What came in a header belongs to the order; one that is none is left for the service to refuse. */
export function joined(order: PlaceOrder, traceparent: string | string[] | null | undefined): PlaceOrder {
  if (typeof traceparent !== 'string' || typeof order !== 'object' || order === null) return order
  return { ...order, traceparent }
}
