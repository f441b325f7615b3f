/** A socket.io-client on a TCP connection of its own, not dialled yet; whoever dials it knows whether it takes more. */
import { Agent } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { handshakeRefusal } from '../broken-handshake.ts'
import type { Address } from '../protocol.ts'
import type { ClientEvents, ServerEvents } from './events.ts'

const RECONNECT_MS = 100
const RECONNECT_MAX_MS = 1000
const DIAL_TIMEOUT_MS = 10_000

export interface Dialled {
  link: Address
  /** A TCP socket to it, in TLS where that is asked for. */
  dial: () => TcpSocket
}

/** The only way to the TCP socket under engine.io-client. */
export class DiallingAgent extends Agent {
  socket: TcpSocket | null = null
  /** Why the last handshake in TLS failed; engine.io-client does not say. */
  #refusal: string | null = null
  readonly #dial: () => TcpSocket

  constructor(dial: () => TcpSocket) {
    super()
    this.#dial = dial
  }

  override createConnection() {
    this.#refusal = null
    this.socket = this.#dial()
    this.socket.once('error', (error) => {
      this.#refusal = handshakeRefusal(error)
    })
    return this.socket
  }

  /** engine.io-client's errors say only "websocket error"; the event inside says which. */
  reasonOf(error: Error & { description?: { message?: unknown } }): string {
    const { message } = error.description ?? {}
    return this.#refusal ?? (typeof message === 'string' && message ? message : error.message)
  }

  /** Not the closing handshake of the WebSocket, which a stalled link would hold up. Resolves when the socket is gone. */
  async destroySocket(): Promise<void> {
    const tcp = this.socket
    if (!tcp || tcp.closed) return
    await new Promise<void>((resolve) => {
      tcp.once('close', () => resolve())
      tcp.destroy()
    })
  }
}

/** Once it has been connected it dials again by itself, backing off. */
export function createSocket({ host, port }: Address, agent: DiallingAgent): Socket<ServerEvents, ClientEvents> {
  return io(`ws://${host}:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    autoConnect: false,
    timeout: DIAL_TIMEOUT_MS,
    reconnectionDelay: RECONNECT_MS,
    reconnectionDelayMax: RECONNECT_MAX_MS,
    // A run repeats itself: nothing about it is drawn by chance.
    randomizationFactor: 0,
    // Typed for browsers; in Node it is an http.Agent.
    agent: agent as unknown as string,
  })
}
