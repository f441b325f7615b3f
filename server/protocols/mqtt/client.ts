/** A producer: one connection, dialled when an order needs it, and a line of orders in front of it. */
import { randomUUID } from 'node:crypto'
import type { Outcome } from '#core/outcome.ts'
import { type Options, type OptionsOf, protocols } from '#core/protocols.ts'
import { outcomeOfAbort, outcomeOfBreak, outcomeOfSize } from '../broken-call.ts'
import type { Addresses, Client, Env } from '../protocol.ts'
import { loginOf } from './endpoint.ts'
import { encodeOrder, MAX_MESSAGE_BYTES, namesFor } from './message.ts'
import { outcomeOfFullLine, outcomeOfNoConnection } from './outcome.ts'
import { type Call, Session, type SessionOptions } from './session.ts'

const { largestPayloadBytes } = protocols.mqtt
const MAX_WAITING = 10_000
/** After a dial that failed, orders are told so for this long before there is another one. */
const REDIAL_AFTER_MS = 100

export async function connect(given: Options, env: Env, at: Addresses): Promise<Client> {
  if (!at.produce) throw new Error('mqtt: no address for the leg "produce"')
  const options = given as OptionsOf<'mqtt'>
  const names = namesFor(env.scope)
  const producer = new Producer({
    link: at.produce,
    // MQTT-3.1.4-2: a second client of the same id would throw out the first.
    clientId: `${names.producer}-${randomUUID()}`,
    login: loginOf(env.external),
    topic: names.orders,
    qos: Number(options.qos) as 0 | 1 | 2,
  })
  return {
    async perform(order, signal) {
      const tooLarge = outcomeOfSize(Buffer.byteLength(order.note), largestPayloadBytes)
      if (tooLarge) return tooLarge
      const payload = encodeOrder(order)
      const tooLargeEncoded = outcomeOfSize(payload.length, MAX_MESSAGE_BYTES)
      if (tooLargeEncoded) return tooLargeEncoded
      if (signal.aborted) return outcomeOfAbort(signal, false)
      return producer.publish(payload, signal)
    },
    close: () => producer.close(),
  }
}

class Producer {
  readonly #options: SessionOptions
  #session: Session | null = null
  /** Not written yet, first in, first out. */
  readonly #line = new Set<Call>()
  #noConnection: { error: unknown; untilMs: number } | null = null
  #advancing = false
  #closed = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  publish(payload: Buffer, signal: AbortSignal): Promise<Outcome> {
    if (this.#closed) return Promise.resolve(outcomeOfBreak(new Error('the client is closed'), false))
    if (this.#line.size >= MAX_WAITING) return Promise.resolve(outcomeOfFullLine(this.#line.size))
    return new Promise((resolve) => {
      const call: Call = {
        payload,
        settle: (outcome) => {
          signal.removeEventListener('abort', onAbort)
          resolve(outcome)
        },
      }
      const onAbort = () => call.settle(outcomeOfAbort(signal, !this.#line.delete(call)))
      signal.addEventListener('abort', onAbort, { once: true })
      this.#line.add(call)
      this.#advance()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const reason = new Error('the client was closed')
    for (const call of this.#line) call.settle(outcomeOfBreak(reason, false))
    this.#line.clear()
    await this.#session?.close(reason)
  }

  /** Hand out what waits as far as the connection takes it. At QoS 0 it asks for more while it is being given. */
  #advance(): void {
    if (this.#advancing || this.#line.size === 0 || this.#closed) return
    this.#session ??= this.#dial()
    this.#advancing = true
    for (const call of this.#line) {
      if (!this.#session?.canTake) break
      this.#line.delete(call)
      this.#session.publish(call)
    }
    this.#advancing = false
  }

  #dial(): Session | null {
    if (this.#noConnection && performance.now() < this.#noConnection.untilMs) {
      this.#failLine(this.#noConnection.error)
      return null
    }
    return new Session(this.#options, {
      onReady: () => this.#advance(),
      onClose: ({ wasOpen, error }) => {
        this.#session = null
        if (this.#closed) return
        if (wasOpen) this.#advance()
        else {
          this.#noConnection = { error, untilMs: performance.now() + REDIAL_AFTER_MS }
          this.#failLine(error)
        }
      },
    })
  }

  #failLine(error: unknown): void {
    for (const call of this.#line) call.settle(outcomeOfNoConnection(error))
    this.#line.clear()
  }
}
