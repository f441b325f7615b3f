/** The four kinds of call of `OrderService`. What a caller no longer waits for is not begun. */
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from '@connectrpc/connect'
import type {
  OrderService,
  PlaceOrderRequest,
  Receipt as ReceiptMessage,
} from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { messageOf, orderIn } from '../order-message.ts'
import { refusalOf, type Service } from '../protocol.ts'
import { Feed } from './feed.ts'
import { codeByRefusal } from './outcome.ts'

interface Placed {
  customerId: string
  receipt: ReceiptMessage
}

export function orderRoutes(service: Service): ServiceImpl<typeof OrderService> {
  const feed = new Feed<Placed>()

  const place = async (request: PlaceOrderRequest, { signal }: HandlerContext): Promise<ReceiptMessage> => {
    const receipt = messageOf(await untilAborted(signal, () => service.execute(orderIn(request), { signal })))
    feed.publish({ customerId: request.customerId, receipt })
    return receipt
  }

  return {
    placeOrder: place,

    async *watchOrders({ customerId }, { signal }) {
      for await (const placed of feed.watch(signal)) {
        if (customerId === '' || customerId === placed.customerId) yield placed.receipt
      }
    },

    async uploadOrders(requests, context) {
      const summary = { placed: 0n, refused: 0n, totalCents: 0n }
      for await (const request of requests) {
        try {
          summary.totalCents += (await place(request, context)).totalCents
          summary.placed++
        } catch (thrown) {
          if (context.signal.aborted) throw thrown
          summary.refused++
        }
      }
      return summary
    },

    async *exchangeOrders(requests, context) {
      for await (const request of requests) {
        const { orderId } = request
        try {
          yield { orderId, result: { case: 'receipt', value: await place(request, context) } }
        } catch (thrown) {
          if (context.signal.aborted) throw thrown
          const { code, rawMessage } = ConnectError.from(thrown)
          yield { orderId, result: { case: 'refusal', value: { code, message: rawMessage } } }
        }
      }
    },
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
    const { kind, detail } = refusalOf(thrown)
    throw new ConnectError(detail, codeByRefusal[kind])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
