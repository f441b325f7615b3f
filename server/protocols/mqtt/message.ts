/** An order as an MQTT message, and the names that a lane has at its broker. */
import type { PlaceOrder, Receipt } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Answer, outcomeOfAnswer } from '../answer.ts'

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
  /** Where replies go: the topic itself, or one level below for each caller. */
  replies: string
}

/** @param scope letters, digits and hyphens, so that it can be neither a wildcard nor a level of its own */
export function namesFor(scope: string): Names {
  return {
    orders: `orders/${scope}`,
    latest: `receipts/${scope}/latest`,
    consumer: `${scope}-consumer`,
    producer: `${scope}-producer`,
    replies: `replies/${scope}`,
  }
}

/** The client id of one of several subscribers. */
export function subscriberId({ consumer }: Names, subscriber: number): string {
  return subscriber === 0 ? consumer : `${consumer}-${subscriber}`
}

export function encodeOrder(order: PlaceOrder): Buffer {
  return Buffer.from(JSON.stringify(order))
}

/** MQTT 3.1.1 has no response topic and no correlation data (5.0: §4.10): they travel in the payload. */
export interface Request {
  replyTo: string
  correlationId: string
}

export function encodeRequest(order: PlaceOrder, { replyTo, correlationId }: Request): Buffer {
  return Buffer.from(JSON.stringify({ replyTo, correlationId, order }))
}

/** Null where the payload is not JSON; whether it is an order, the service says. */
export function decodeMessage(payload: Buffer | string): { order: PlaceOrder; request: Request | null } | null {
  const given = decode(payload) as Partial<Request & { order: PlaceOrder }> | null
  if (!given) return null
  const { replyTo, correlationId, order } = given
  const isRequest = typeof replyTo === 'string' && typeof correlationId === 'string' && order
  return isRequest
    ? { order, request: { replyTo, correlationId } }
    : { order: given as unknown as PlaceOrder, request: null }
}

export function encodeReceipt(receipt: Receipt): string {
  return JSON.stringify(receipt)
}

export function encodeReply(correlationId: string, answer: Answer): Buffer {
  return Buffer.from(JSON.stringify({ correlationId, ...answer }))
}

export function decodeReply(payload: Buffer | string): { correlationId: string; outcome: Outcome } | null {
  const given = decode(payload) as { correlationId?: unknown } | null
  if (typeof given?.correlationId !== 'string') return null
  return { correlationId: given.correlationId, outcome: outcomeOfAnswer(given) }
}

function decode(payload: Buffer | string): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return null
  }
}
