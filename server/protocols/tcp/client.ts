/**
 * A pool of connections, dialled when an order needs one. Pipelined: any number of orders out per connection.
 * Stop-and-wait: one, and the next order waits in line until a connection is free. An order that asks for no reply is
 * out until the system has taken its bytes.
 */
import type { Socket } from 'node:net'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from '../broken-call.ts'
import { orderEncodings } from '../order-encoding.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { createDialler } from '../tls.ts'
import { type Call, Connection } from './connection.ts'
import { bodyBytesOf, frameAround, kindsOf, MAX_BODY_BYTES } from './frame.ts'
import { outcomeOfFullLine } from './outcome.ts'

const { largestPayloadBytes } = protocols.tcp
const MAX_WAITING = 10_000

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.call) throw new Error('tcp: no address for the leg "call"')
  const options = given as OptionsOf<'tcp'>
  const kind = kindsOf[options.encoding][env.style === 'stream' ? 'stream-order' : 'order']
  const isOneWay = env.style === 'one-way'
  const { encodeOrder } = orderEncodings[options.encoding]
  const pool = new Pool(createDialler(at.call, given, env, 'wirelab-frames'), options)
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const frame = frameAround(kind, 0, encodeOrder(order))
      const tooLargeEncoded = outcomeOfSize(bodyBytesOf(frame), MAX_BODY_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return pool.call({ frame, isOneWay }, signal)
    },
    close: () => pool.close(),
  }
}

class Pool {
  readonly #dialSocket: () => Socket
  readonly #options: OptionsOf<'tcp'>
  readonly #connections = new Set<Connection>()
  /** Not written yet, first in, first out. */
  readonly #line = new Set<Call>()
  #closed = false

  constructor(dial: () => Socket, options: OptionsOf<'tcp'>) {
    this.#dialSocket = dial
    this.#options = options
  }

  call(asked: Pick<Call, 'frame' | 'isOneWay'>, signal: AbortSignal): Promise<Outcome> {
    if (this.#closed) return Promise.resolve(outcomeOfBreak(new Error('the client is closed'), false))
    if (this.#line.size >= MAX_WAITING) return Promise.resolve(outcomeOfFullLine(this.#line.size))
    return new Promise((resolve) => {
      const call: Call = {
        ...asked,
        settle: (outcome) => {
          signal.removeEventListener('abort', onAbort)
          resolve(outcome)
        },
      }
      const onAbort = () => {
        const written = !this.#line.delete(call)
        call.settle(outcomeOfAbort(signal, written))
        call.forget?.()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#line.add(call)
      this.#advance()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const reason = new Error('the client was closed')
    this.#failLine(reason)
    await Promise.all([...this.#connections].map((connection) => connection.close(reason)))
  }

  /** Hand out what waits, to the least busy connection first; dial one more where all are busy and it is allowed. */
  #advance(): void {
    for (const call of this.#line) {
      const free = this.#leastBusy()
      if ((!free || free.inFlight > 0) && this.#connections.size < this.#options.connections) this.#dial()
      if (!free) break
      this.#line.delete(call)
      free.send(call)
    }
  }

  #leastBusy(): Connection | null {
    let best: Connection | null = null
    for (const connection of this.#connections) {
      if (connection.canTake && (!best || connection.inFlight < best.inFlight)) best = connection
    }
    return best
  }

  #dial(): void {
    const connection = new Connection(this.#dialSocket(), this.#options, {
      onReady: () => this.#advance(),
      onClose: ({ wasOpen, error }) => {
        this.#connections.delete(connection)
        if (this.#closed) return
        // Refused: whoever waits is told so, unless another connection may still serve them.
        if (wasOpen) this.#advance()
        else if (this.#connections.size === 0) this.#failLine(error)
      },
    })
    this.#connections.add(connection)
  }

  #failLine(error: unknown): void {
    for (const call of this.#line) call.settle(outcomeOfBreak(error, false))
    this.#line.clear()
  }
}
