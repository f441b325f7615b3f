/** An order as an MQTT message, and the names that a lane has at its broker. */
import type { PlaceOrder, Receipt } from '#core/order.ts'

const MIB = 1024 * 1024
/** MQTT itself goes up to 256 MB (MQTT 3.1.1 §2.2.3); the embedded broker takes packets a little larger than this. */
export const MAX_MESSAGE_BYTES = MIB

export interface Names {
  /** Orders are published here. */
  orders: string
  /** The latest receipt, retained. */
  latest: string
  /** The client id of the consumer: its session at the broker goes by this name. */
  consumer: string
  /** What the client id of each producer begins with. */
  producer: string
}

/** @param scope letters, digits and hyphens, so that it can be neither a wildcard nor a level of its own */
export function namesFor(scope: string): Names {
  return {
    orders: `orders/${scope}`,
    latest: `receipts/${scope}/latest`,
    consumer: `${scope}-consumer`,
    producer: `${scope}-producer`,
  }
}

export function encodeOrder(order: PlaceOrder): Buffer {
  return Buffer.from(JSON.stringify(order))
}

/** Null where the payload is not JSON; whether it is an order, the service says. */
export function decodeOrder(payload: Buffer | string): PlaceOrder | null {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return null
  }
}

export function encodeReceipt(receipt: Receipt): string {
  return JSON.stringify(receipt)
}
