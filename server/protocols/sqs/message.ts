/** An order as the body of a message. */
import type { PlaceOrder } from '#core/order.ts'

const MIB = 1024 * 1024
/** SQS: SendMessage, the largest body with its attributes. */
export const MAX_MESSAGE_BYTES = MIB

/**
 * JSON, with what SQS does not let pass written as escapes: it takes U+0009, U+000A, U+000D, U+0020–U+D7FF,
 * U+E000–U+FFFD and U+10000–U+10FFFF. `JSON.stringify` escapes all the others but these two.
 */
export function encodeOrder(order: PlaceOrder): string {
  return JSON.stringify(order).replace(/[\uFFFE\uFFFF]/g, (forbidden) => `\\u${forbidden.charCodeAt(0).toString(16)}`)
}

/** Null where the body is not JSON; whether it is an order, the service says. */
export function decodeOrder(body: string): PlaceOrder | null {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
