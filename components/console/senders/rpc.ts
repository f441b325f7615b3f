/** connect-web: gRPC-web or Connect, over the browser's fetch. */
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web'
import { OrderService } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import {
  type BrowserSender,
  pretty,
  SEND_HEADER,
  type SendOptions,
  type SendResult,
  shortened,
  timed,
} from './exchange.ts'
import { outcomeOfCode, outcomeOfThrown } from './outcome.ts'
import { receiptOfMessage, wholeNumbers } from './protobuf-order.ts'

const METHOD = 'wirelab.orders.v1.OrderService/PlaceOrder'

export function openRpc(protocol: 'grpc-web' | 'connect'): BrowserSender {
  return { send: (options) => send(protocol, options), close: () => {} }
}

function send(protocol: 'grpc-web' | 'connect', options: SendOptions): Promise<SendResult> {
  const { order, captureId, timeoutMs } = options
  const baseUrl = `${location.origin}/api/lab/${protocol}`
  const settings = { baseUrl, useBinaryFormat: options.options.encoding !== 'json' }
  const transport = protocol === 'connect' ? createConnectTransport(settings) : createGrpcWebTransport(settings)
  const client = createClient(OrderService, transport)
  const request = `${METHOD}\n\n${pretty(shortened(order))}`
  const resourceUrl = captureId === null ? null : `/api/lab/${protocol}/${METHOD}`
  return timed(timeoutMs, async (signal) => {
    let trailers = ''
    try {
      const headers: Record<string, string> = captureId === null ? {} : { [SEND_HEADER]: captureId }
      const message = await client.placeOrder(wholeNumbers(order), {
        headers,
        signal,
        onTrailer: (given) => {
          trailers = [...given].map(([name, value]) => `${name}: ${value}\n`).join('')
        },
      })
      const receipt = receiptOfMessage(message)
      const response = `status: 0 OK\n${trailers}\n${receipt ? pretty(receipt) : ''}`
      const outcome = receipt ? { kind: 'ok' as const } : { kind: 'error' as const, detail: 'no receipt' }
      return { outcome, receipt, exchange: { request, response }, resourceUrl }
    } catch (thrown) {
      const error = ConnectError.from(thrown)
      const code = snake(Code[error.code])
      // Everything that is no error of the RPC comes as `unknown` with a cause.
      const outcome =
        signal.aborted || (error.code === Code.Unknown && error.cause instanceof TypeError)
          ? outcomeOfThrown(error, signal.aborted)
          : outcomeOfCode(code, error.rawMessage)
      const response = signal.aborted ? null : `status: ${error.code} ${code}\n${error.rawMessage}`
      return { outcome, receipt: null, exchange: { request, response }, resourceUrl }
    }
  })
}

function snake(name: string | undefined): string {
  return (name ?? 'Unknown').replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}
