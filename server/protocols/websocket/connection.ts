/**
 * The client's one connection. Socket.IO would keep what is emitted while it is disconnected and send it later,
 * behind the caller's back; here an order is emitted only to a connection that is open and takes it, and is told
 * `unreachable` where there is none.
 *
 *     idle ──first order──▶ dialling ──▶ open ◀──▶ lost (dials again by itself, backing off)
 *                              │          │
 *                              └──fails──▶└─"io server disconnect"──▶ idle
 */
import { Agent } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfAbort, outcomeOfBreak } from '../broken-call.ts'
import { handshakeRefusal } from '../broken-handshake.ts'
import type { Address } from '../protocol.ts'
import type { ClientEvents, ServerEvents } from './events.ts'
import { outcomeOfFullLine, outcomeOfNoConnection, outcomeOfReply, refusalIn } from './outcome.ts'

const MAX_WAITING = 10_000
/** Emits whose ack has not come, also of callers who have gone: Socket.IO keeps a record of each. */
const MAX_UNANSWERED = 10_000
const RECONNECT_MS = 100
const RECONNECT_MAX_MS = 1000
const DIAL_TIMEOUT_MS = 10_000

interface Call {
  order: PlaceOrder
  settle: (outcome: Outcome) => void
}

/** The only way to the TCP socket under engine.io-client: who dials it knows whether it takes more. */
class DiallingAgent extends Agent {
  socket: TcpSocket | null = null
  /** Why the last handshake in TLS failed; engine.io-client does not say. */
  refusal: string | null = null
  readonly #dial: () => TcpSocket

  constructor(dial: () => TcpSocket) {
    super()
    this.#dial = dial
  }

  override createConnection() {
    this.refusal = null
    this.socket = this.#dial()
    this.socket.once('error', (error) => {
      this.refusal = handshakeRefusal(error)
    })
    return this.socket
  }
}

export class Connection {
  readonly #agent: DiallingAgent
  readonly #socket: Socket<ServerEvents, ClientEvents>
  /** Not emitted yet, first in, first out. */
  readonly #line = new Set<Call>()
  /** Emitted, no ack yet, and somebody still waits for it. */
  readonly #out = new Set<Call>()
  #unanswered = 0
  #state: 'idle' | 'dialling' | 'open' | 'lost' | 'closed' = 'idle'
  #lostBy = ''
  #goodbye: string | undefined

  constructor({ host, port }: Address, dial: () => TcpSocket) {
    this.#agent = new DiallingAgent(dial)
    this.#socket = io(`ws://${host}:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      autoConnect: false,
      timeout: DIAL_TIMEOUT_MS,
      reconnectionDelay: RECONNECT_MS,
      reconnectionDelayMax: RECONNECT_MAX_MS,
      // A run repeats itself: nothing about it is drawn by chance.
      randomizationFactor: 0,
      // Typed for browsers; in Node it is an http.Agent.
      agent: this.#agent as unknown as string,
    })
    this.#socket.on('connect', () => {
      this.#state = 'open'
      this.#goodbye = undefined
      this.#socket.io.engine.on('drain', () => this.#advance())
      this.#agent.socket?.on('drain', () => this.#advance())
      this.#advance()
    })
    this.#socket.on('connect_error', (error) => this.#lose(this.#agent.refusal ?? reasonOf(error)))
    this.#socket.on('goodbye', (refusal) => {
      this.#goodbye = refusalIn(refusal)?.detail
    })
    this.#socket.on('disconnect', (reason) => {
      this.#lose(this.#goodbye ? `the server closed the connection: ${this.#goodbye}` : reason)
      // Told to go: Socket.IO does not dial again by itself. The next order does.
      if (reason === 'io server disconnect' && this.#state === 'lost') this.#state = 'idle'
    })
  }

  call(order: PlaceOrder, signal: AbortSignal): Promise<Outcome> {
    if (this.#state === 'closed') return Promise.resolve(outcomeOfBreak(new Error('the client is closed'), false))
    if (this.#state === 'lost') return Promise.resolve(outcomeOfNoConnection(this.#lostBy))
    if (this.#line.size >= MAX_WAITING || this.#unanswered >= MAX_UNANSWERED) {
      return Promise.resolve(outcomeOfFullLine(this.#line.size + this.#unanswered))
    }
    return new Promise((resolve) => {
      const onAbort = () => call.settle(outcomeOfAbort(signal, !this.#line.has(call)))
      const call: Call = {
        order,
        settle: (outcome) => {
          signal.removeEventListener('abort', onAbort)
          this.#line.delete(call)
          this.#out.delete(call)
          resolve(outcome)
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#line.add(call)
      if (this.#state === 'idle') this.#dial()
      else this.#advance()
    })
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return
    this.#lose('the client was closed')
    this.#state = 'closed'
    this.#socket.disconnect()
    const tcp = this.#agent.socket
    if (!tcp || tcp.closed) return
    await new Promise<void>((resolve) => {
      tcp.once('close', () => resolve())
      // Not the closing handshake, which a stalled link would hold up.
      tcp.destroy()
    })
  }

  #dial(): void {
    this.#state = 'dialling'
    this.#socket.connect()
  }

  /** Emit what waits, as far as the socket takes it: what is handed over earlier only fills our own memory. */
  #advance(): void {
    for (const call of this.#line) {
      if (!this.#takesMore()) break
      this.#line.delete(call)
      this.#out.add(call)
      this.#unanswered++
      this.#socket.emit('order:place', call.order, (reply) => {
        this.#unanswered--
        if (this.#out.has(call)) call.settle(outcomeOfReply(reply))
      })
    }
  }

  #takesMore(): boolean {
    const engineIsFree = this.#socket.connected && this.#socket.io.engine.writeBuffer.length === 0
    return engineIsFree && !this.#agent.socket?.writableNeedDrain
  }

  /** What was emitted may have arrived; what waits was never sent. Acks that have not come never will. */
  #lose(reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'lost'
    this.#lostBy = reason
    this.#unanswered = 0
    for (const call of this.#out) call.settle(outcomeOfBreak(reason, true))
    for (const call of this.#line) call.settle(outcomeOfNoConnection(reason))
  }
}

/** engine.io-client's errors say only "websocket error"; the event inside says which. */
function reasonOf(error: Error & { context?: { message?: unknown } }): string {
  const { message } = error.context ?? {}
  return typeof message === 'string' && message ? message : error.message
}
