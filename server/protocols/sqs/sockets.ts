import type { Socket } from 'node:net'
import { resetSocket } from '#server/runtime/reset-socket.ts'

/** The sockets of one consumer process, which its death resets. */
export class Sockets {
  readonly #open = new Set<Socket>()

  readonly add = (socket: Socket): void => {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }

  reset(): void {
    for (const socket of this.#open) resetSocket(socket)
  }
}
