/**
 * Keeps one connection from harming its neighbours: too many messages, or anything binary, ends it with a reason;
 * replies that are not read stop the reading, so that TCP slows the sender down, and in the end the connection.
 */
import type { Socket as TcpSocket } from 'node:net'
import type { Socket } from 'socket.io'
import { resetSocket } from '#server/runtime/reset-socket.ts'
import { MessageBudget } from './budget.ts'
import type { RefusalBody } from './events.ts'

export type EngineConnection = Socket['conn']

export interface GuardLimits {
  /** Messages of one connection, whatever they hold; also the largest burst. */
  messagesPerSecond: number
  /** Messages to one connection that its socket has not taken; over it nothing more is read from there. */
  unreadMessages: number
  /** Over this many it is reset: what others place is told to it whether it is read from or not. */
  mostUnreadMessages: number
  /** The same in characters: what is handed out to a room is as large as whoever sent it made it. */
  mostUnreadCharacters: number
}

/** How long a peer has to take the reason and the close frame before its connection is reset. */
const GOODBYE_LINGER_MS = 500

/** The part of the `ws` socket, which Engine.IO hangs on the request, that stops and resumes reading. */
interface Pausable {
  isPaused: boolean
  pause(): void
  resume(): void
}

export class ConnectionGuard {
  /** Tells the reason and closes. Before Socket.IO's CONNECT there are no words to say it in: just closes. */
  sayGoodbye: (refusal: RefusalBody) => void
  readonly #tcp: TcpSocket
  #refused = false
  #linger: NodeJS.Timeout | undefined

  constructor(connection: EngineConnection, limits: GuardLimits) {
    const request = connection.request as EngineConnection['request'] & { websocket?: Pausable }
    this.#tcp = request.socket
    this.sayGoodbye = () => connection.close()
    const budget = new MessageBudget(limits.messagesPerSecond, performance.now())
    connection.on('packet', ({ data }: { data?: unknown }) => {
      if (!budget.take(performance.now())) {
        this.refuse({ kind: 'overloaded', detail: `more than ${limits.messagesPerSecond} messages a second` })
      } else if (data !== undefined && typeof data !== 'string') {
        this.refuse({ kind: 'invalid', detail: 'nothing binary is spoken here' })
      }
    })
    let unread = 0
    let characters = 0
    connection.on('packetCreate', ({ data }: { data?: unknown }) => {
      characters += typeof data === 'string' ? data.length : 0
      if (++unread > limits.unreadMessages) request.websocket?.pause()
      if (unread > limits.mostUnreadMessages || characters > limits.mostUnreadCharacters) resetSocket(this.#tcp)
    })
    connection.on('flush', () => {
      unread = 0
      characters = 0
      if (request.websocket?.isPaused) request.websocket.resume()
    })
    connection.once('close', () => this.#letGo())
  }

  refuse(refusal: RefusalBody): void {
    if (this.#refused) return
    this.#refused = true
    this.#letGo()
    this.sayGoodbye(refusal)
  }

  /** Closing a WebSocket is a handshake (RFC 6455 §7.1.1), which a peer may leave unanswered for as long as it likes. */
  #letGo(): void {
    if (this.#linger || this.#tcp.closed) return
    this.#linger = setTimeout(() => resetSocket(this.#tcp), GOODBYE_LINGER_MS)
    this.#tcp.once('close', () => clearTimeout(this.#linger))
  }
}
