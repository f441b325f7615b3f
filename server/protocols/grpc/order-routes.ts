/** All calls of `OrderService`. What a caller no longer waits for is not begun, but for what was accepted. */
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from '@connectrpc/connect'
import type {
  OrderService,
  PlaceOrderRequest,
  Receipt as ReceiptMessage,
} from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { Jobs } from '../jobs.ts'
import { messageOf, orderIn } from '../order-message.ts'
import { type ExecutedBy, refusalOf, type Service } from '../protocol.ts'
import { joined, TRACEPARENT } from '../trace-header.ts'
import { exchange } from './exchange.ts'
import { Feed } from './feed.ts'
import { codeByRefusal } from './outcome.ts'
import { assembled } from './pieces.ts'
import { endOf, progress } from './progress.ts'

/** What is to be known of a call; its metadata is the order's, but on a stream of many. */
type CalledBy = Partial<Pick<HandlerContext, 'signal' | 'requestHeader'>> & {
  /** Of the deadline that came with the call; undefined where none did. */
  leftMs?: number | undefined
}
type Call = CalledBy & { signal: AbortSignal }

interface Placed {
  customerId: string
  receipt: ReceiptMessage
}

export function orderRoutes(service: Service): ServiceImpl<typeof OrderService> {
  const feed = new Feed<Placed>()
  const jobs = new Jobs()

  const work = async (request: PlaceOrderRequest, call: CalledBy = {}) => {
    const { signal, requestHeader, leftMs } = call
    const order = joined(orderIn(request), requestHeader?.get(TRACEPARENT))
    const by: ExecutedBy = { ...(signal ? { signal } : {}), ...(leftMs === undefined ? {} : { leftMs }) }
    const receipt = await service.execute(order, by)
    feed.publish({ customerId: request.customerId, receipt: messageOf(receipt) })
    return receipt
  }

  const place = async (request: PlaceOrderRequest, by: Call): Promise<ReceiptMessage> =>
    messageOf(await untilAborted(by.signal, () => work(request, by)))

  return {
    placeOrder: (request, call) =>
      place(request, { signal: call.signal, requestHeader: call.requestHeader, leftMs: call.timeoutMs() }),

    async acceptOrder(request, { signal, requestHeader }) {
      const { orderId } = request
      await untilAborted(signal, () => jobs.accept(orderId, () => work(request, { requestHeader })))
      return { orderId }
    },

    async *watchOrder({ orderId }, { signal }) {
      const job = jobs.find(orderId)
      if (!job) throw new ConnectError(`no order '${orderId}' was accepted lately`, Code.NotFound)
      if (job.state.is === 'working') yield progress(orderId, { case: 'received', value: {} })
      const end = await job.ended(signal)
      if (!end) throw ConnectError.from(signal.reason, Code.Canceled)
      yield progress(orderId, endOf(end))
    },

    async *followOrder(request, call) {
      const { orderId } = request
      const placing = place(request, call)
      // It may be refused before anybody reads on.
      placing.catch(() => {})
      yield progress(orderId, { case: 'received', value: {} })
      yield progress(orderId, { case: 'receipt', value: await placing })
    },

    // A stream that was reset may end like one that was ended: only what is whole is placed.
    assembleOrder: (pieces, call) => untilAborted(call.signal, async () => place(await assembled(pieces), call)),

    async *watchOrders({ customerId }, { signal }) {
      for await (const placed of feed.watch(signal)) {
        if (customerId === '' || customerId === placed.customerId) yield placed.receipt
      }
    },

    async uploadOrders(requests, call) {
      const { signal } = call
      const summary = { placed: 0n, refused: 0n, totalCents: 0n }
      for await (const request of requests) {
        try {
          summary.totalCents += (await place(request, call)).totalCents
          summary.placed++
        } catch (thrown) {
          if (signal.aborted) throw thrown
          summary.refused++
        }
      }
      return summary
    },

    exchangeOrders: (requests, { signal }) =>
      exchange(requests, { place: (request, own) => place(request, { signal: own }), signal }),
  }
}

/**
 * The signal is aborted when the deadline of the call (`grpc-timeout`, `connect-timeout-ms`) has passed or its caller
 * has hung up: then the work is not begun, or its answer not waited for. Throws ConnectError.
 */
async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const gone = Promise.withResolvers<never>()
  const onAbort = () => gone.reject(ConnectError.from(signal.reason, Code.Canceled))
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await (signal.aborted ? gone.promise : Promise.race([work(), gone.promise]))
  } catch (thrown) {
    if (thrown instanceof ConnectError) throw thrown
    const { kind, detail, retryAfterS } = refusalOf(thrown)
    const metadata = retryAfterS === undefined ? undefined : { 'retry-after': String(retryAfterS) }
    throw new ConnectError(detail, codeByRefusal[kind], metadata)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
