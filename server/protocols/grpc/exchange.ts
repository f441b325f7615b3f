/** Many orders on one stream, worked on at once, each answered as soon as it is done. */
import { create } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import {
  type ExchangeOrdersRequest,
  type PlaceOrderRequest,
  type PlaceOrderResult,
  PlaceOrderResultSchema,
  type Receipt as ReceiptMessage,
} from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'

/**
 * Orders of one stream that are worked on, or whose answer nobody has taken yet. With so many, nothing more is read:
 * HTTP/2's flow control tells the caller, and memory is bounded.
 */
const MAX_UNANSWERED = 1024

interface Exchanging {
  place: (request: PlaceOrderRequest, signal: AbortSignal) => Promise<ReceiptMessage>
  /** Of the whole stream. */
  signal: AbortSignal
}

export async function* exchange(
  requests: AsyncIterable<ExchangeOrdersRequest>,
  { place, signal }: Exchanging,
): AsyncGenerator<PlaceOrderResult> {
  const working = new Map<bigint, AbortController>()
  const answers: PlaceOrderResult[] = []
  const changed = new Change()
  const read: { open: boolean; all: boolean; failed?: { thrown: unknown } } = { open: true, all: false }

  const answer = async (correlationId: bigint, order: PlaceOrderRequest) => {
    if (working.has(correlationId)) throw new ConnectError(`${correlationId} is under way`, Code.InvalidArgument)
    const giveUp = new AbortController()
    working.set(correlationId, giveUp)
    const result = await place(order, giveUp.signal).then(receiptResult, refusalResult)
    working.delete(correlationId)
    answers.push(create(PlaceOrderResultSchema, { correlationId, orderId: order.orderId, result }))
    changed.tell()
  }
  const readOn = async () => {
    for await (const { correlationId, request } of requests) {
      if (request.case === 'cancel') working.get(correlationId)?.abort(new ConnectError('cancelled', Code.Canceled))
      if (request.case === 'order') answer(correlationId, request.value).catch(fail)
      while (working.size + answers.length >= MAX_UNANSWERED && read.open) await changed.next()
    }
    read.all = true
    changed.tell()
  }
  const fail = (thrown: unknown) => {
    read.failed = { thrown }
    changed.tell()
  }
  const abort = () => {
    for (const giveUp of working.values()) giveUp.abort(signal.reason)
    changed.tell()
  }
  signal.addEventListener('abort', abort, { once: true })
  readOn().catch(fail)
  try {
    for (;;) {
      if (signal.aborted) throw ConnectError.from(signal.reason, Code.Canceled)
      if (read.failed) throw read.failed.thrown
      const next = answers.shift()
      if (next) {
        changed.tell()
        yield next
      } else if (read.all && working.size === 0) return
      else await changed.next()
    }
  } finally {
    read.open = false
    signal.removeEventListener('abort', abort)
    abort()
  }
}

/** Wakes everybody who waits for a change. */
class Change {
  #next = Promise.withResolvers<void>()

  next(): Promise<void> {
    return this.#next.promise
  }

  tell(): void {
    this.#next.resolve()
    this.#next = Promise.withResolvers<void>()
  }
}

function receiptResult(value: ReceiptMessage) {
  return { case: 'receipt' as const, value }
}

function refusalResult(thrown: unknown) {
  const { code, rawMessage } = ConnectError.from(thrown)
  return { case: 'refusal' as const, value: { code, message: rawMessage } }
}
