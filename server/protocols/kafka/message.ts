/** Orders as records, replies to them, and what topics and groups are called. */
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { type Answer, encodeAnswer, outcomeOfAnswer } from '../answer.ts'

const MIB = 1024 * 1024
/** Kafka's own `message.max.bytes`, a little less: the batch around it takes some. */
export const MAX_MESSAGE_BYTES = MIB - 1024
/** What a topic of ours is told to take: many messages may travel in one batch. */
export const MAX_BATCH_BYTES = 8 * MIB

/** The headers of a record that asks for an answer. */
export const REPLY_TO = 'reply-to'
export const CORRELATION_ID = 'correlation-id'

export interface Names {
  orders: string
  /** Behind a processor. */
  processed: string
  /** The group of the processor. */
  processor: string
  replies: string
}

/** @param scope letters, digits and hyphens, as topics may have */
export function namesFor(scope: string): Names {
  return {
    orders: `${scope}-orders`,
    processed: `${scope}-processed`,
    processor: `${scope}-processor`,
    replies: `${scope}-replies`,
  }
}

export function groupOf(scope: string, subscriber: number): string {
  return `${scope}-group-${subscriber}`
}

export function encodeOrder(order: PlaceOrder): Buffer {
  return Buffer.from(JSON.stringify(order))
}

/** Null where the value is not JSON; whether it is an order, the service says. */
export function decodeOrder(value: Buffer | undefined | null): PlaceOrder | null {
  try {
    const given: unknown = JSON.parse((value ?? '').toString())
    return typeof given === 'object' && given !== null ? (given as PlaceOrder) : null
  } catch {
    return null
  }
}

export function encodeReply(answer: Answer): Buffer {
  return Buffer.from(encodeAnswer(answer))
}

export function decodeReply(value: Buffer | undefined | null): Outcome {
  try {
    return outcomeOfAnswer(JSON.parse((value ?? '').toString()))
  } catch {
    return outcomeOfAnswer(null)
  }
}
