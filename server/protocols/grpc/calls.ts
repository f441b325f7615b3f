/** One order by each kind of call, but for the one that shares its stream with others: `order-exchange.ts`. */
import { createClient, type Client as RpcClient, type Transport } from '@connectrpc/connect'
import type { Outcome } from '#core/outcome.ts'
import { OrderService, type PlaceOrderRequest } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { type Answer, askUntilTold } from '../ask-again.ts'
import { type Failure, outcomeOfAbort } from '../broken-call.ts'
import { CallTrace } from './call-trace.ts'
import {
  type CallFacts,
  isUnknownOrder,
  outcomeOfBrokenStream,
  outcomeOfError,
  outcomeOfUnfinishedStream,
} from './outcome.ts'
import { piecesOf } from './pieces.ts'
import { endIn, outcomeOfReceipt } from './progress.ts'

export interface CallOptions {
  signal: AbortSignal
  timeoutMs: number | undefined
  /** Metadata. */
  headers?: { traceparent?: string }
}

export type Call = (transport: Transport, request: PlaceOrderRequest, options: CallOptions) => Promise<Outcome>

/** Unary. */
export const placeOrder: Call = (transport, request, options) =>
  traced(options, outcomeOfError, async () => outcomeOfReceipt(await clientOn(transport).placeOrder(request, options)))

/** Server stream: one order, what happens to it, its receipt. */
export const followOrder: Call = (transport, request, options) =>
  traced(
    options,
    outcomeOfBrokenStream,
    async () => (await endIn(clientOn(transport).followOrder(request, options))) ?? outcomeOfUnfinishedStream(),
  )

/** Client stream: one order in pieces, one receipt. */
export const assembleOrder: Call = (transport, request, options) =>
  traced(options, outcomeOfError, async () => {
    const pieces = (async function* () {
      yield* piecesOf(request)
    })()
    return outcomeOfReceipt(await clientOn(transport).assembleOrder(pieces, options))
  })

/** Unary, and then a server stream of the order's status. */
export const acceptOrder: Call = async (transport, request, options) => {
  const { signal, timeoutMs } = options
  const begunMs = performance.now()
  const refused = await traced(options, outcomeOfError, async () => {
    await clientOn(transport).acceptOrder(request, options)
    return null
  })
  if (refused) return refused
  const ask = () => {
    const takenMs = Math.floor(performance.now() - begunMs)
    // `grpc-timeout` has whole numbers, and one at least.
    const leftMs = timeoutMs === undefined ? undefined : Math.max(1, timeoutMs - takenMs)
    return watchOrder(transport, request.orderId, { signal, timeoutMs: leftMs })
  }
  return askUntilTold({ ask, signal })
}

/** Only the last message may refuse the order: a status other than 0 speaks of the question. */
async function watchOrder(transport: Transport, orderId: string, options: CallOptions): Promise<Answer> {
  const { signal } = options
  const trace = new CallTrace()
  try {
    const end = await trace.run(() => endIn(clientOn(transport).watchOrder({ orderId }, options)))
    return end ?? { broken: 'the stream ended before it told' }
  } catch (thrown) {
    if (signal.aborted) return outcomeOfAbort(signal, true)
    const { kind, detail } = outcomeOfError(thrown, trace)
    if (kind === 'timeout') return { kind, detail }
    return isUnknownOrder(thrown) ? { kind: 'abandoned', detail } : { broken: detail }
  }
}

function clientOn(transport: Transport): RpcClient<typeof OrderService> {
  return createClient(OrderService, transport)
}

/** What is thrown becomes an outcome, by the caller's own giving up or by `outcomeOf`. */
async function traced<T>(
  { signal }: CallOptions,
  outcomeOf: (thrown: unknown, facts: CallFacts) => Failure,
  run: () => Promise<T>,
): Promise<T | Failure> {
  const trace = new CallTrace()
  try {
    return await trace.run(run)
  } catch (thrown) {
    return signal.aborted ? outcomeOfAbort(signal, trace.written) : outcomeOf(thrown, trace)
  }
}
