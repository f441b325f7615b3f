/** The client's connections, as it announces them: it hands out no socket, and says of no error whether it had sent. */
import { tracingChannel } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { resetSocket } from '#server/runtime/reset-socket.ts'

const PRODUCE_KEY = 0

interface Announced {
  apiKey?: number
  connection: { context: unknown; socket: Socket | undefined; isConnected(): boolean }
}

const connects = tracingChannel('plt:kafka:connections:connects')
const requests = tracingChannel('plt:kafka:connections:api')

/** Give it to a client as its `context`, and its connections are known by that. */
export class Connections {
  readonly #sockets = new Set<Socket>()
  #produced = 0

  /** Produce requests that were written to a connected socket. */
  get produced(): number {
    return this.#produced
  }

  readonly #onConnected = (message: unknown) => {
    const { context, socket } = (message as Announced).connection
    if (context !== this || !socket) return
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  readonly #onRequest = (message: unknown) => {
    const { apiKey, connection } = message as Announced
    if (apiKey === PRODUCE_KEY && connection.context === this && connection.isConnected()) this.#produced++
  }

  constructor() {
    connects.asyncEnd.subscribe(this.#onConnected)
    requests.end.subscribe(this.#onRequest)
  }

  /** RST, as when the process dies. */
  reset(): void {
    for (const socket of this.#sockets) resetSocket(socket)
  }

  close(): void {
    connects.asyncEnd.unsubscribe(this.#onConnected)
    requests.end.unsubscribe(this.#onRequest)
    for (const socket of this.#sockets) socket.destroy()
  }
}
