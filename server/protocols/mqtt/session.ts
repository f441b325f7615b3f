import type { Socket } from 'node:net'
import type { MqttClient } from 'mqtt'
import type { Outcome } from '#core/outcome.ts'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import { outcomeOfBreak } from '../broken-call.ts'
import { dial, type Target } from './dial.ts'
import type { Login } from './endpoint.ts'

/** One order on its way. */
export interface Call {
  topic: string
  payload: Buffer
  settle: (outcome: Outcome) => void
}

export interface SessionOptions {
  link: Target
  clientId: string
  login: Login
  qos: 0 | 1 | 2
}

export interface SessionEvents {
  /** It can take an order: just opened, drained, or an acknowledgement came in. */
  onReady: () => void
  /** It is gone, and every order on it is settled. */
  onClose: (lost: { wasOpen: boolean; error: unknown }) => void
}

/**
 * Acknowledgements outstanding. MQTT 3.1.1 has no window of its own (5.0: receive maximum), and brokers hang up on
 * who opens too many QoS 2 handshakes: the embedded one at 1,000.
 */
const MAX_IN_FLIGHT = 500

/**
 * A clean session of a producer: it ends with its connection (MQTT 3.1.1 §3.1.2.4), and with it the outgoing store.
 * What was not acknowledged by then is unknown, and is not sent again.
 *
 *     QoS 0   PUBLISH                                    ok = handed to the socket
 *     QoS 1   PUBLISH ──▶ ◀── PUBACK                     ok = PUBACK
 *     QoS 2   PUBLISH ──▶ ◀── PUBREC  PUBREL ──▶ ◀── PUBCOMP     ok = PUBCOMP
 *
 * A caller who has left does not end its handshake: a packet id that is given away too early would be taken for
 * another order's. It counts as in flight until the broker answers or the connection is gone.
 */
export class Session {
  readonly #o: SessionOptions
  readonly #client: MqttClient
  readonly #events: SessionEvents
  readonly #inFlight = new Set<Call>()
  #open = false
  #error: unknown = new Error('the broker closed the connection')

  constructor(options: SessionOptions, events: SessionEvents) {
    const { link, clientId, login } = options
    this.#o = options
    this.#events = events
    this.#client = dial(link, { clientId, clean: true, ...login })
    this.#client.stream.on('drain', () => events.onReady())
    this.#client.on('connect', () => {
      this.#open = true
      events.onReady()
    })
    this.#client.on('error', (error) => {
      this.#error = error
    })
    this.#client.once('close', () => this.#closed())
  }

  /** Writing to a socket that does not drain would only fill our own memory: then the order waits, unwritten. */
  get canTake(): boolean {
    return this.#open && this.#inFlight.size < MAX_IN_FLIGHT && !this.#client.stream.writableNeedDrain
  }

  publish(call: Call): void {
    const { qos } = this.#o
    this.#inFlight.add(call)
    this.#client.publish(call.topic, call.payload, { qos }, (error) => {
      // After the connection is gone the callback only says so once more.
      if (!this.#inFlight.delete(call)) return
      call.settle(error ? outcomeOfBreak(error, true) : { kind: 'ok', receipt: null })
      this.#events.onReady()
    })
  }

  /** Resolves when the socket is gone. */
  close(reason: Error): Promise<void> {
    if (this.#client.stream.closed) return Promise.resolve()
    this.#error = reason
    return new Promise((resolve) => {
      this.#client.once('close', () => resolve())
      this.#client.stream.destroy()
    })
  }

  /** RST: the process that had it is gone. */
  reset(): void {
    resetSocket(this.#client.stream as Socket)
  }

  #closed(): void {
    const wasOpen = this.#open
    this.#open = false
    for (const call of this.#inFlight) call.settle(outcomeOfBreak(this.#error, true))
    this.#inFlight.clear()
    this.#events.onClose({ wasOpen, error: this.#error })
  }
}
