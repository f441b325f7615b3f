/** A transport, and the call that the style asks for on it. */
import type { Outcome } from '#core/outcome.ts'
import type { OptionsOf } from '#core/protocols.ts'
import type { PlaceOrderRequest } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import type { Address, Env } from '../protocol.ts'
import { acceptOrder, assembleOrder, type Call, type CallOptions, followOrder, placeOrder } from './calls.ts'
import { OrderExchange } from './order-exchange.ts'
import { openTransport, type RpcProtocol } from './transport.ts'

export interface Channel {
  place(request: PlaceOrderRequest, options: CallOptions): Promise<Outcome>
  /** Leaves no connection. Calls under way are to be ended first. */
  close(): void
}

interface Given {
  options: OptionsOf<RpcProtocol>
  env: Env
}

export function openChannel(protocol: RpcProtocol, link: Address, given: Given): Channel {
  const { transport, close } = openTransport(protocol, link, given)
  const call = callFor(given)
  if (call !== 'exchange') return { place: (request, options) => call(transport, request, options), close }
  let exchange: OrderExchange | null = null
  return {
    place(request, { signal, headers }) {
      // Metadata is of the stream, and the stream of many orders.
      request.traceparent = headers?.traceparent ?? ''
      if (!exchange || exchange.ended) exchange = new OrderExchange(transport)
      return exchange.place(request, signal)
    },
    close() {
      exchange?.close()
      close()
    },
  }
}

function callFor({ options, env: { style } }: Given): Call | 'exchange' {
  if (style === 'async-request-reply') return acceptOrder
  if (style !== 'stream') return placeOrder
  switch (streamingIn(options)) {
    case 'server':
      return followOrder
    case 'client':
      return assembleOrder
    case 'bidi':
      return 'exchange'
  }
}

/** HTTP/1.1 carries no other: gRPC-web and Connect have no choice. */
function streamingIn(options: OptionsOf<RpcProtocol>): OptionsOf<'grpc'>['streaming'] {
  return 'streaming' in options ? (options as OptionsOf<'grpc'>).streaming : 'server'
}
