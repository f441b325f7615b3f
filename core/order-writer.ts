/**
 * Who writes an order may be newer than who reads it: then it writes a field that the reader has never heard of, or
 * knows one of them by another name. What becomes of that is up to the encoding, not to the service.
 */
import type { PlaceOrder } from './order.ts'

export const writers = ['current', 'adds-field', 'renames-field'] as const
export type Writer = (typeof writers)[number]

/** What the field is worth that only the newer writer knows. */
export const COUPON = 'TEA-10'

/** The order's fields under the writer's names, as JSON and GraphQL's variables carry them. */
export function fieldsBy(writer: Writer, order: PlaceOrder): object {
  switch (writer) {
    case 'current':
      return order
    case 'adds-field':
      return { ...order, coupon: COUPON }
    case 'renames-field': {
      const { customerId, ...rest } = order
      return { ...rest, buyerId: customerId }
    }
  }
}
