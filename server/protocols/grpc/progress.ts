/** What a status stream says of one order, and what a caller reads from it. */
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { Outcome } from '#core/outcome.ts'
import {
  type OrderProgress,
  OrderProgressSchema,
  type Receipt as ReceiptMessage,
} from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import type { JobEnd } from '../jobs.ts'
import { messageOf, receiptIn } from '../order-message.ts'
import { codeByRefusal, outcomeOfCode, outcomeOfStrangeReply } from './outcome.ts'

type Progress = MessageInitShape<typeof OrderProgressSchema>['progress']

export function progress(orderId: string, is: Progress): OrderProgress {
  return create(OrderProgressSchema, { orderId, progress: is })
}

export function endOf(end: JobEnd): Progress {
  if (end.is === 'done') return { case: 'receipt', value: messageOf(end.receipt) }
  const { kind, message } = end.refusal
  return { case: 'refusal', value: { code: codeByRefusal[kind], message } }
}

/**
 * What the whole stream told, status 0 included: the last word in it. Null where it ended without one. Throws what the
 * stream throws.
 */
export async function endIn(stream: AsyncIterable<OrderProgress>): Promise<Outcome | null> {
  let end: Outcome | null = null
  for await (const { progress: is } of stream) {
    if (is.case === 'receipt') end = outcomeOfReceipt(is.value)
    if (is.case === 'refusal') end = outcomeOfCode(is.value.code, is.value.message)
  }
  return end
}

export function outcomeOfReceipt(message: ReceiptMessage): Outcome {
  const receipt = receiptIn(message)
  return receipt ? { kind: 'ok', receipt } : outcomeOfStrangeReply()
}
