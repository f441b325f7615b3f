/** An order as the body of a message. */
import type { PlaceOrder } from '#core/order.ts'

const MIB = 1024 * 1024
/** SQS: SendMessage, the largest body with its attributes. */
export const MAX_MESSAGE_BYTES = MIB

/**
 * JSON, with what a queue may not let pass written as escapes. SQS takes U+0009, U+000A, U+000D, U+0020–U+D7FF,
 * U+E000–U+FFFD and U+10000–U+10FFFF; emulators look at UTF-16 code units and refuse the last range, too.
 * `JSON.stringify` escapes the control characters by itself.
 */
export function encodeOrder(order: PlaceOrder): string {
  return JSON.stringify(order).replace(
    /[\uD800-\uDFFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  )
}

/** Null where the body is not JSON; whether it is an order, the service says. */
export function decodeOrder(body: string): PlaceOrder | null {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
