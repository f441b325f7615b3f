/**
 * The client's one connection. Socket.IO would keep what is emitted while it is disconnected and send it later,
 * behind the caller's back; here an order is emitted only to a connection that is open and takes it, and is told
 * `unreachable` where there is none.
 *
 *     idle ──first order──▶ dialling ──▶ open ◀──▶ lost (dials again by itself, backing off)
 *                              │          │
 *                              └──fails──▶└─"io server disconnect"──▶ idle
 */
import type { Socket } from 'socket.io-client'
import type { PlaceOrder } from '#core/order.ts'
import type { Outcome } from '#core/outcome.ts'
import { outcomeOfAbort, outcomeOfBreak } from '../broken-call.ts'
import { createSocket, type Dialled, DiallingAgent } from './dial.ts'
import type { ClientEvents, ServerEvents, Step } from './events.ts'
import {
  outcomeOfFullLine,
  outcomeOfNoConnection,
  outcomeOfPublished,
  outcomeOfReply,
  outcomeOfStep,
  refusalIn,
} from './outcome.ts'

const MAX_WAITING = 10_000
/** Emits whose ack has not come, also of callers who have gone: Socket.IO keeps a record of each. */
const MAX_UNANSWERED = 10_000

interface Call {
  order: PlaceOrder
  settle: (outcome: Outcome) => void
}

/**
 * What is emitted for an order, and when its caller is told yes.
 *
 *     ask       order:place      the ack has a receipt
 *     hint      order:hint       the system has taken the bytes
 *     volatile  order:hint       at once, even where it was thrown away unsent
 *     publish   order:publish    the ack says that it was handed out
 *     follow    order:follow     the last order:progress has a receipt
 */
export type Manner = 'ask' | 'hint' | 'volatile' | 'publish' | 'follow'

export class Connection {
  readonly #manner: Manner
  readonly #agent: DiallingAgent
  readonly #socket: Socket<ServerEvents, ClientEvents>
  /** Not emitted yet, first in, first out. */
  readonly #line = new Set<Call>()
  /** Emitted, no ack yet, and somebody still waits for it. */
  readonly #out = new Set<Call>()
  /** Followed, also by callers who have gone, until the last step has come. */
  readonly #followed = new Map<number, Call>()
  #lastNumber = 0
  #unanswered = 0
  #state: 'idle' | 'dialling' | 'open' | 'lost' | 'closed' = 'idle'
  #lostBy = ''
  #goodbye: string | undefined

  constructor({ manner, ...dialled }: Dialled & { manner: Manner }) {
    this.#manner = manner
    this.#agent = new DiallingAgent(dialled.dial)
    this.#socket = createSocket(dialled.link, this.#agent)
    this.#socket.on('connect', () => {
      this.#state = 'open'
      this.#goodbye = undefined
      this.#socket.io.engine.on('drain', () => this.#advance())
      this.#agent.socket?.on('drain', () => this.#advance())
      this.#advance()
    })
    this.#socket.on('connect_error', (error) => this.#lose(this.#agent.reasonOf(error)))
    this.#socket.on('order:progress', (number, step) => this.#take(number, step))
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
    await this.#agent.destroySocket()
  }

  #dial(): void {
    this.#state = 'dialling'
    this.#socket.connect()
  }

  /** Emit what waits, as far as the socket takes it: what is handed over earlier only fills our own memory. */
  #advance(): void {
    for (const call of this.#line) {
      if (!this.#socket.connected || (this.#manner !== 'volatile' && !this.#takesMore())) break
      this.#line.delete(call)
      this.#out.add(call)
      this.#emit(call)
    }
  }

  #emit(call: Call): void {
    const { order } = call
    const settle = (outcome: Outcome) => {
      if (this.#out.has(call)) call.settle(outcome)
    }
    const answered = (outcome: Outcome) => {
      this.#unanswered--
      settle(outcome)
    }
    switch (this.#manner) {
      case 'ask':
        this.#unanswered++
        this.#socket.emit('order:place', order, (reply) => answered(outcomeOfReply(reply)))
        return
      case 'publish':
        this.#unanswered++
        this.#socket.emit('order:publish', order, (reply) => answered(outcomeOfPublished(reply)))
        return
      case 'hint':
        this.#socket.emit('order:hint', order)
        // Stands behind it in the same line, and is nothing on the wire: taken, so is the order.
        this.#agent.socket?.write('', (error) => {
          if (!error) settle({ kind: 'ok', receipt: null })
        })
        return
      case 'volatile':
        // Socket.IO throws it away while it is writing another; we do where TCP takes no more.
        if (!this.#agent.socket?.writableNeedDrain) this.#socket.volatile.emit('order:hint', order)
        settle({ kind: 'ok', receipt: null })
        return
      case 'follow':
        this.#unanswered++
        this.#followed.set(++this.#lastNumber, call)
        this.#socket.emit('order:follow', this.#lastNumber, order)
        return
      default:
        this.#manner satisfies never
    }
  }

  #take(number: number, step: Step): void {
    const call = this.#followed.get(number)
    const outcome = outcomeOfStep(step)
    if (!call || !outcome) return
    this.#followed.delete(number)
    this.#unanswered--
    if (this.#out.has(call)) call.settle(outcome)
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
    this.#followed.clear()
    for (const call of this.#out) call.settle(outcomeOfBreak(reason, true))
    for (const call of this.#line) call.settle(outcomeOfNoConnection(reason))
  }
}
