/** An order as the body of a message. */
import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs'
import type { PlaceOrder } from '#core/order.ts'
import { joined, TRACEPARENT } from '../trace-header.ts'

type Attributes = Record<string, MessageAttributeValue>

const MIB = 1024 * 1024
/** SQS: SendMessage, the largest body with its attributes. */
export const MAX_MESSAGE_BYTES = MIB

/**
 * JSON, with what a queue may not let pass written as escapes. SQS takes U+0009, U+000A, U+000D, U+0020–U+D7FF,
 * U+E000–U+FFFD and U+10000–U+10FFFF; emulators look at UTF-16 code units and refuse the last range, too.
 * `JSON.stringify` escapes the control characters by itself.
 */
export function encodeOrder(order: PlaceOrder): string {
  return escaped(JSON.stringify(order))
}

/** @param json as `JSON.stringify` wrote it */
export function escaped(json: string): string {
  return json.replace(/[\uD800-\uDFFF\uFFFE\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
}

/** The order in a message, with the trace that it belongs to. Null where the body is not JSON. */
export function orderIn({ Body = '', MessageAttributes }: Message): PlaceOrder | null {
  const order = decodeOrder(Body)
  return order && joined(order, MessageAttributes?.[TRACEPARENT]?.StringValue)
}

/** Null where the body is not JSON; whether it is an order, the service says. */
export function decodeOrder(body: string): PlaceOrder | null {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** SQS: message attributes, here the two that tie a reply to its request, and the trace that it belongs to. */
const REPLY_TO = 'ReplyTo'
const CORRELATION_ID = 'CorrelationId'

export function attributesFor(given: { replyTo?: string; correlationId?: string; traceparent?: string }): Attributes {
  const named = { [CORRELATION_ID]: given.correlationId, [REPLY_TO]: given.replyTo, [TRACEPARENT]: given.traceparent }
  const attributes: Attributes = {}
  for (const [name, StringValue] of Object.entries(named))
    if (StringValue !== undefined) attributes[name] = { DataType: 'String', StringValue }
  return attributes
}

export function replyToIn({ MessageAttributes }: Message): string | null {
  return MessageAttributes?.[REPLY_TO]?.StringValue ?? null
}

export function correlationIn({ MessageAttributes }: Message): string | null {
  return MessageAttributes?.[CORRELATION_ID]?.StringValue ?? null
}

/** How many times it was handed out, this time included. */
export function deliveryIn({ Attributes }: Message): number {
  return Number(Attributes?.ApproximateReceiveCount ?? 1)
}

/** Null in a standard queue. */
export function groupIn({ Attributes }: Message): string | null {
  return Attributes?.MessageGroupId ?? null
}
