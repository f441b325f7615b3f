/** The ecosystem's own clients: connect-node's transports, dialling the link. No order is sent again. */
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import type { PlaceOrderRequest } from '../../../proto/gen/wirelab/orders/v1/orders_pb.ts'
import { type Failure, outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from '../broken-call.ts'
import { requestOf } from '../order-message.ts'
import type { Address, Addresses, Client, Env } from '../protocol.ts'
import { apart } from '../trace-header.ts'
import type { CallOptions } from './calls.ts'
import { type Channel, openChannel } from './channel.ts'
import { MAX_MESSAGE_BYTES, messageBytesOf } from './message-size.ts'
import { outcomeOfUnencodable } from './outcome.ts'
import type { RpcProtocol } from './transport.ts'

export async function connect(
  protocol: RpcProtocol,
  at: Addresses,
  given: { options: Options; env: Env },
): Promise<Client> {
  if (!at.call) throw new Error(`${protocol}: no address for the leg "call"`)
  return new OrderClient(protocol, at.call, { options: given.options as OptionsOf<RpcProtocol>, env: given.env })
}

interface Given {
  options: OptionsOf<RpcProtocol>
  env: Env
}

class OrderClient implements Client {
  readonly #protocol: RpcProtocol
  readonly #given: Given
  readonly #link: Address
  /** Null where every call has a connection of its own. */
  readonly #shared: Channel | null
  readonly #underWay = new Set<AbortController>()
  #closed = false

  constructor(protocol: RpcProtocol, link: Address, given: Given) {
    this.#protocol = protocol
    this.#given = given
    this.#link = link
    this.#shared = given.options.connection === 'reuse' ? this.#open() : null
  }

  async perform(...[given, signal, timeoutMs]: Parameters<Client['perform']>): Promise<Outcome> {
    const { bare: order, header } = apart(given)
    const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), protocols[this.#protocol].largestPayloadBytes)
    if (tooLarge) return tooLarge
    const request = this.#encodable(order)
    if ('kind' in request) return request
    if (signal.aborted) return outcomeOfAbort(signal, false)
    if (this.#closed) return outcomeOfBreak(new Error('the client is closed'), false)
    const giveUp = new AbortController()
    const onAbort = () => giveUp.abort(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.#underWay.add(giveUp)
    try {
      return await this.#call(request, { signal: giveUp.signal, timeoutMs, headers: header })
    } finally {
      this.#underWay.delete(giveUp)
      signal.removeEventListener('abort', onAbort)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const call of this.#underWay) call.abort(new Error('the client was closed'))
    this.#shared?.close()
  }

  async #call(request: PlaceOrderRequest, options: CallOptions): Promise<Outcome> {
    if (this.#shared) return this.#shared.place(request, options)
    const own = this.#open()
    try {
      return await own.place(request, options)
    } finally {
      own.close()
    }
  }

  #open(): Channel {
    return openChannel(this.#protocol, this.#link, this.#given)
  }

  #encodable(order: Parameters<typeof requestOf>[0]): PlaceOrderRequest | Failure {
    try {
      const request = requestOf(order)
      return outcomeOfSize(messageBytesOf(request, this.#given.options.encoding), MAX_MESSAGE_BYTES) ?? request
    } catch (thrown) {
      return outcomeOfUnencodable(thrown)
    }
  }
}
